package app

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/manyhands/manyhands"

// floors is the architecture: a package imports downward, never sideways. A
// name covers its subfolders unless a longer name stands elsewhere. The spine
// has three steps of its own: chat above shopper above account, sop above shop.
var floors = []string{
	0:  "internal/uid internal/money internal/tag internal/fault internal/clock internal/text internal/verify",
	1:  "internal/fact migrations web",
	2:  "internal/pg internal/live internal/config",
	3:  "internal/outbox internal/llm internal/pg/backup",
	4:  "internal/pg/pgtest",
	5:  "internal/account internal/knowledge internal/shop internal/attachment",
	6:  "internal/shopper internal/sop",
	7:  "internal/chat",
	8:  "matching training billing copilot bot internal/insight",
	9:  "api internal/demo",
	10: "internal/app",
	11: ".", // main
}

// The page that explains the architecture shows the floors as they are.
func TestImportsFloorsStandInTheArchitecturePage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for n, names := range floors {
		if n == len(floors)-1 {
			names = "main.go"
		}
		line := fmt.Sprintf("%2d  %s\n", n, strings.ReplaceAll(names, " ", "  "))
		if !strings.Contains(string(page), line) {
			t.Errorf("docs/architecture.md has no line %q", line)
		}
	}
}

// vocabulary is what floor 0 may lean on among its own: one noun refuses by
// another's fault.
var vocabulary = []string{"internal/fault", "internal/clock"}

func floorOf(pkg string) (floor int, ok bool) {
	longest := -1
	for n, names := range floors {
		for name := range strings.FieldsSeq(names) {
			if (pkg == name || strings.HasPrefix(pkg, name+"/")) && len(name) > longest {
				floor, ok, longest = n, true, len(name)
			}
		}
	}
	return floor, ok
}

// root of a package is its domain: matching/plan and matching are one.
func rootOf(pkg string) string {
	parts := strings.Split(pkg, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

func TestImportsGoDownNeverSideways(t *testing.T) {
	t.Parallel()
	eachSource(t, func(path, pkg string) error { return checkImports(t, path, pkg) })
}

// eachSource calls look with every file of the product and its package.
func eachSource(t *testing.T, look func(path, pkg string) error) {
	t.Helper()
	top := "../.."
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// bench is a module of its own; its engines stand on no floor of ours.
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "bench" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(top, filepath.Dir(path))
		if err != nil {
			return err
		}
		return look(path, filepath.ToSlash(rel))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, path, pkg string) error {
	t.Helper()
	mine, ok := floorOf(pkg)
	if !ok {
		t.Errorf("%s: the package stands on no floor; add it to floors", pkg)
		return nil
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	for _, im := range f.Imports {
		p, err := strconv.Unquote(im.Path.Value)
		if err != nil {
			return err
		}
		p, local := strings.CutPrefix(p, module+"/")
		if !local || rootOf(p) == rootOf(pkg) || mine == 0 && slices.Contains(vocabulary, p) {
			continue
		}
		if n, ok := floorOf(p); !ok || n >= mine {
			t.Errorf("%s: %s (floor %d) imports %s (floor %d)", path, pkg, mine, p, n)
		}
	}
	return nil
}
