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
	codes := map[string]string{"input_unreadable": "api/problem.go"} // the one that is huma's
	eachSource(t, func(path, _ string) error {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if code := declaredCode(n); code != "" {
				codes[code] = path
			}
			return true
		})
		return nil
	})
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
		for code, path := range codes {
			if strings.TrimSpace(words.Fault[code]) == "" {
				t.Errorf("%s: %s has no words in %s", path, code, language)
			}
		}
	}
}

// declaredCode is the code of a call fault.New(kind, "code", ...), else empty.
func declaredCode(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 3 {
		return ""
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != "New" {
		return ""
	}
	if pkg, ok := fun.X.(*ast.Ident); !ok || pkg.Name != "fault" {
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
