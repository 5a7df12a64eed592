// Package config is every setting of the program, with its default and its
// meaning. Nothing else reads the environment.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrSetting refuses a setting that cannot be read.
var ErrSetting = fault.New(fault.Invalid, "setting_wrong", "a setting cannot be read")

// Config is what the program was told by its environment.
type Config struct {
	DataDir      string
	Addr         string
	PGBin        string
	DatabaseURL  string
	RedisURL     string
	SigningKey   string
	AccessLife   time.Duration
	RefreshLife  time.Duration
	LogLevel     string
	LogFormat    string
	MaxBody      int64
	StripeKey    string
	StripeURL    string
	StripeSecret string
	ModelURL     string
	ModelKey     string
	ModelChat    string
	ModelEmbed   string
	ModelVoice   string
	ModelBudget  int64
	Demo         bool
}

// Setting is one row of the table that `manyhands config` and the README print.
type Setting struct {
	Name    string
	Default string
	Doc     string
	Secret  bool
	read    func(*Config, string) error
}

// Load reads every setting with getenv. It returns ErrSetting.
func Load(getenv func(string) string) (Config, error) {
	var c Config
	for _, s := range Settings() {
		v := getenv(s.Name)
		if v == "" {
			v = s.Default
		}
		if err := s.read(&c, v); err != nil {
			return Config{}, ErrSetting.At(s.Name, s.Doc, v).With("%s: %v", s.Name, err)
		}
	}
	if c.DataDir == "" {
		c.DataDir = dataHome(getenv)
	}
	return c, nil
}

// FromEnvironment is Load on the process's own environment.
func FromEnvironment() (Config, error) { return Load(os.Getenv) }

// dataHome is where the data lives by default. PostgreSQL refuses to run as
// root and its other user cannot enter root's home, so root gets /var/lib.
func dataHome(getenv func(string) string) string {
	if os.Geteuid() == 0 {
		return "/var/lib/manyhands"
	}
	if v := getenv("XDG_DATA_HOME"); v != "" {
		return filepath.Join(v, "manyhands")
	}
	return filepath.Join(getenv("HOME"), ".local", "share", "manyhands")
}

func text(to func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error { *to(c) = v; return nil }
}

func span(to func(*Config) *time.Duration) func(*Config, string) error {
	return func(c *Config, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d <= 0 {
			return fmt.Errorf("%q is not a duration such as 15m", v)
		}
		*to(c) = d
		return nil
	}
}

func whole(to func(*Config) *int64) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is not a whole number", v)
		}
		*to(c) = n
		return nil
	}
}

func yes(to func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		b, err := strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("%q is not true or false", v)
		}
		*to(c) = b
		return nil
	}
}
