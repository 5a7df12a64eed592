package app

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestEveryFaultHasWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	// Law: a refusal is read in the page's language, so a code that is declared
	// has words in web/src/ui.
	codes := declaredCodes(t)
	codes["input_unreadable"] = []string{"api/problem.go"} // the one that is huma's
	if len(codes) < 200 {
		t.Fatalf("%d codes were found in the whole product", len(codes))
	}
	for _, language := range []string{"zh", "en"} {
		raw, err := os.ReadFile("../../web/src/ui/i18n." + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words struct {
			Fault map[string]string `json:"fault"`
		}
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatal(err)
		}
		for code, paths := range codes {
			if strings.TrimSpace(words.Fault[code]) == "" {
				t.Errorf("%s: %s has no words in %s", paths[0], code, language)
			}
		}
	}
}

func TestNoFaultCodeIsDeclaredTwice(t *testing.T) {
	t.Parallel()
	// Law: a code has one meaning. What several domains refuse alike is declared
	// once, in package fault; what differs has a code of its own.
	for code, paths := range declaredCodes(t) {
		if len(paths) > 1 {
			t.Errorf("%s is declared in %s", code, strings.Join(paths, ", "))
		}
	}
}

// declaredCodes are all fault codes of the product, with where each is declared.
func declaredCodes(t *testing.T) map[string][]string {
	t.Helper()
	codes := map[string][]string{}
	eachSource(t, func(path, _ string) error {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if code := declaredCode(n, f.Name.Name); code != "" {
				codes[code] = append(codes[code], path)
			}
			return true
		})
		return nil
	})
	return codes
}

// declaredCode is the code of a call fault.New(kind, "code", ...), else empty;
// in package fault itself it is New alone.
func declaredCode(n ast.Node, in string) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 3 {
		return ""
	}
	if !callsNew(call.Fun, in) {
		return ""
	}
	text, ok := call.Args[1].(*ast.BasicLit)
	if !ok {
		return ""
	}
	code, err := strconv.Unquote(text.Value)
	if err != nil {
		return ""
	}
	return code
}

// callsNew tells fault.New, and New inside package fault.
func callsNew(fun ast.Expr, in string) bool {
	if alone, ok := fun.(*ast.Ident); ok {
		return in == "fault" && alone.Name == "New"
	}
	of, ok := fun.(*ast.SelectorExpr)
	if !ok || of.Sel.Name != "New" {
		return false
	}
	pkg, ok := of.X.(*ast.Ident)
	return ok && pkg.Name == "fault"
}
