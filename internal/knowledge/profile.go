package knowledge

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// ErrProfile refuses brand.yaml.
var ErrProfile = fault.New(fault.Invalid, "brand_wrong", "brand.yaml is not as docs/brand-folder.md says")

// Profile is brand.yaml: who the brand is and how it speaks.
type Profile struct {
	ID            string
	Name          tongue.Words
	Languages     []tongue.Lang
	Address       tongue.Words // how a shopper is addressed, one word
	Channels      []string
	TimeZone      *time.Location
	Open          string
	Currency      string
	Precision     float64
	MediaToPerson []string            // nil is the product's own rule
	Skills        map[string][]string // intent or hand-over reason -> tags
	// Unknown lists the fields that were not understood, so that a slip of the
	// pen is told and a brand's own field does no harm.
	Unknown []string
}

type profileFile struct {
	ID            string              `yaml:"id"`
	Name          tongue.Words        `yaml:"name"`
	Languages     []string            `yaml:"languages"`
	Tone          yaml.Node           `yaml:"tone"`
	Channels      yaml.Node           `yaml:"channels"`
	Hours         yaml.Node           `yaml:"hours"`
	Currency      string              `yaml:"currency"`
	Precision     float64             `yaml:"precision"`
	MediaToPerson []string            `yaml:"media_to_person"`
	Skills        map[string][]string `yaml:"skills"`
	Rest          map[string]any      `yaml:",inline"`
}

// ReadProfile reads brand.yaml. It returns ErrProfile.
func ReadProfile(name string, b []byte) (Profile, error) {
	var f profileFile
	if len(bytes.TrimSpace(b)) == 0 {
		return Profile{}, ErrProfile.With("%s: the file is empty; a name at least was expected", name)
	}
	if err := yaml.NewDecoder(bytes.NewReader(b)).Decode(&f); err != nil {
		return Profile{}, ErrProfile.With("%s: %s", name, oneLine(err))
	}
	p := Profile{
		ID: f.ID, Name: f.Name, Currency: f.Currency, Precision: f.Precision, MediaToPerson: f.MediaToPerson, Skills: f.Skills,
		TimeZone: china,
	}
	for _, l := range f.Languages {
		l, _, _ = strings.Cut(strings.ToLower(l), "-")
		if l == "zh" || l == "en" {
			p.Languages = append(p.Languages, tongue.Lang(l))
		}
	}
	if p.Name.Empty() {
		return p, ErrProfile.With("%s: name: the brand's name was expected", name)
	}
	if len(p.Languages) == 0 && len(f.Languages) > 0 {
		return p, ErrProfile.With("%s: languages: zh and en were expected, got %.60q", name, strings.Join(f.Languages, ", "))
	}
	if len(p.Languages) == 0 {
		p.Languages = []tongue.Lang{tongue.Chinese, tongue.English}
	}
	if p.Precision < 0 || p.Precision >= 1 {
		return p, ErrProfile.With("%s: precision: a share from 0 to below 1 was expected, got %v", name, p.Precision)
	}
	if p.Currency == "" {
		p.Currency = "CNY"
	}
	if len(p.Currency) != 3 || strings.ToUpper(p.Currency) != p.Currency || strings.Trim(p.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return p, ErrProfile.With("%s: currency: three capital letters such as CNY were expected, got %.20q", name, p.Currency)
	}
	p.Address = addressOf(f.Tone)
	_ = f.Channels.Decode(&p.Channels) // another shape is not ours to read
	if err := p.hours(name, f.Hours); err != nil {
		return p, err
	}
	for k := range f.Rest {
		p.Unknown = append(p.Unknown, k)
	}
	slices.Sort(p.Unknown)
	return p, nil
}

// addressOf is the tone's word for the shopper: 亲. A longer text describes the
// tone to a model and is not said.
func addressOf(n yaml.Node) tongue.Words {
	var w tongue.Words
	if n.Kind == 0 || n.Decode(&w) != nil {
		return nil
	}
	out := tongue.Words{}
	for l, s := range w {
		if len([]rune(s)) > 4 || strings.ContainsAny(s, " ,，") {
			continue
		}
		out[l] = s
	}
	return out
}

// hours reads {tz, open}; a plain text is kept as it is.
func (p *Profile) hours(name string, n yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		p.Open = n.Value
		return nil
	}
	var h map[string]any
	if n.Kind == 0 || n.Decode(&h) != nil {
		return nil
	}
	p.Open, _ = h["open"].(string)
	tz, _ := h["tz"].(string)
	if tz == "" {
		return nil
	}
	loc, err := time.LoadLocation(tz)
	if err != nil {
		return ErrProfile.With("%s: hours.tz: a time zone such as Asia/Shanghai was expected, got %.40q", name, tz)
	}
	p.TimeZone = loc
	return nil
}
