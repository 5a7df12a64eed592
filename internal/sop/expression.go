package sop

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/ext"
)

// costLimit bounds one evaluation, so that a guard over a hostile order cannot
// hold a chat up. A guard of ten comparisons costs about thirty.
const costLimit = 200_000

// maxExpression bounds the source of one expression.
const maxExpression = 4000

// expression is one compiled CEL expression.
type expression struct {
	source  string
	program cel.Program
	refs    [][]string // the data it looks at: ["order","delivered_at"]

	// decimals is the same expression with every whole literal as a decimal.
	// CEL has no whole * decimal, and a price that happens to be whole must
	// not make a guard fail.
	decimals func() (cel.Program, error)
}

// variables are what an expression may look at.
var variables = []string{"order", "product", "shopper", "facts", "args", "action", "now"}

var environment = sync.OnceValues(func() (*cel.Env, error) {
	opts := []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true), ext.Strings(), ext.Sets(), ext.Math(), ext.Lists(),
		cel.Variable("order", cel.DynType), cel.Variable("product", cel.DynType), cel.Variable("shopper", cel.DynType),
		cel.Variable("facts", cel.DynType), cel.Variable("args", cel.DynType), cel.Variable("action", cel.StringType),
		cel.Variable("now", cel.TimestampType),
		cel.Function("days", lengthOf("days", 24*time.Hour)...),
		cel.Function("hours", lengthOf("hours", time.Hour)...),
		// now is passed in, because a function of CEL sees its arguments only.
		cel.Function("since", cel.Overload("since_timestamp_dyn", []*cel.Type{cel.TimestampType, cel.DynType, cel.DoubleType}, cel.DoubleType, cel.FunctionBinding(since))),
		cel.Macros(append(cel.StandardMacros, sinceMacro("days_since", 24), sinceMacro("hours_since", 1))...),
	}
	return cel.NewEnv(opts...)
})

// lengthOf is days(n) and hours(n), a duration from a whole or a decimal.
func lengthOf(name string, unit time.Duration) []cel.FunctionOpt {
	return []cel.FunctionOpt{
		cel.Overload(name+"_int", []*cel.Type{cel.IntType}, cel.DurationType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			return types.Duration{Duration: time.Duration(v.(types.Int)) * unit}
		})),
		cel.Overload(name+"_double", []*cel.Type{cel.DoubleType}, cel.DurationType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			return types.Duration{Duration: time.Duration(float64(v.(types.Double)) * float64(unit))}
		})),
	}
}

// sinceMacro writes days_since(t) as since(now, t, 24).
func sinceMacro(name string, hours float64) cel.Macro {
	return cel.GlobalMacro(name, 1, func(f cel.MacroExprFactory, _ ast.Expr, in []ast.Expr) (ast.Expr, *cel.Error) {
		return f.NewCall("since", f.NewIdent("now"), in[0], f.NewLiteral(types.Double(hours))), nil
	})
}

// since is the time from a timestamp, or its text, to now, in so many hours.
func since(in ...ref.Val) ref.Val {
	now, ok := in[0].(types.Timestamp)
	hours, ok2 := in[2].(types.Double)
	if !ok || !ok2 {
		return types.NewErr("since: a time was expected")
	}
	var then time.Time
	switch v := in[1].(type) {
	case types.Timestamp:
		then = v.Time
	case types.String:
		t, err := time.Parse(time.RFC3339, string(v))
		if err != nil {
			return types.NewErr("%q is not a time", string(v))
		}
		then = t
	default:
		return types.NewErr("a time was expected")
	}
	return types.Double(now.Sub(then).Hours() / float64(hours))
}

// compile compiles an expression.
func compile(src string, wantBool bool) (*expression, error) {
	if len(src) > maxExpression {
		return nil, fmt.Errorf("longer than %d bytes", maxExpression)
	}
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("build the environment of expressions: %w", err)
	}
	tree, iss := env.Compile(src)
	if iss.Err() != nil {
		return nil, errors.New(firstLine(iss.Err().Error()))
	}
	if out := tree.OutputType(); wantBool && !out.IsExactType(cel.BoolType) && !out.IsExactType(cel.DynType) {
		return nil, fmt.Errorf("it gives %s; true or false was expected", out)
	}
	prg, err := env.Program(tree, cel.CostLimit(costLimit))
	if err != nil {
		return nil, err
	}
	e := &expression{source: src, program: prg, refs: references(tree.NativeRep().Expr())}
	e.decimals = sync.OnceValues(func() (cel.Program, error) { return decimalProgram(env, src) })
	return e, nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s = strings.TrimPrefix(s, "ERROR: <input>:")
	return s
}

// decimalProgram compiles with every whole literal as a decimal.
func decimalProgram(env *cel.Env, src string) (cel.Program, error) {
	tree, iss := env.Parse(src)
	if iss.Err() != nil {
		return nil, iss.Err()
	}
	fac := ast.NewExprFactory()
	ast.PostOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.LiteralKind {
			return
		}
		if n, ok := e.AsLiteral().(types.Int); ok {
			e.SetKindCase(fac.NewLiteral(e.ID(), types.Double(n)))
		}
	}))
	checked, iss := env.Check(tree)
	if iss.Err() != nil {
		return nil, iss.Err()
	}
	return env.Program(checked, cel.CostLimit(costLimit))
}

// eval computes the expression. With whole numbers first; when CEL has no such
// overload, once more with decimals throughout.
func (e *expression) eval(in map[string]any) (ref.Val, error) {
	v, _, err := e.program.Eval(in)
	if err == nil || !strings.Contains(err.Error(), "no such overload") {
		return v, err
	}
	prg, perr := e.decimals()
	if perr != nil {
		return nil, err
	}
	if v, _, derr := prg.Eval(asDecimals(in).(map[string]any)); derr == nil {
		return v, nil
	}
	return nil, err
}

// asDecimals turns whole numbers into decimals.
func asDecimals(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = asDecimals(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = asDecimals(x)
		}
		return out
	}
	return v
}

// references lists the chains of fields that an expression reads, longest
// first by construction: "order.address.city" and not also "order.address".
// What only has() asks for is not needed and not listed.
func references(e ast.Expr) [][]string {
	var out [][]string
	var walk func(e ast.Expr)
	walk = func(e ast.Expr) {
		if chain := chainOf(e); chain != nil {
			out = append(out, chain)
			return
		}
		switch e.Kind() {
		case ast.SelectKind:
			if !e.AsSelect().IsTestOnly() {
				walk(e.AsSelect().Operand())
			}
		case ast.CallKind:
			c := e.AsCall()
			if c.IsMemberFunction() {
				walk(c.Target())
			}
			for _, a := range c.Args() {
				walk(a)
			}
		case ast.ListKind:
			for _, x := range e.AsList().Elements() {
				walk(x)
			}
		case ast.MapKind:
			for _, x := range e.AsMap().Entries() {
				walk(x.AsMapEntry().Key())
				walk(x.AsMapEntry().Value())
			}
		case ast.ComprehensionKind:
			walk(e.AsComprehension().IterRange())
			walk(e.AsComprehension().LoopStep())
		}
	}
	walk(e)
	return out
}

// chainOf reads order.a.b and order["a"] as a chain of names, or nil.
func chainOf(e ast.Expr) []string {
	switch e.Kind() {
	case ast.IdentKind:
		for _, v := range variables {
			if e.AsIdent() == v {
				return []string{v}
			}
		}
	case ast.SelectKind:
		if base := chainOf(e.AsSelect().Operand()); base != nil && !e.AsSelect().IsTestOnly() {
			return append(base, e.AsSelect().FieldName())
		}
	case ast.CallKind:
		c := e.AsCall()
		if c.FunctionName() != operators.Index || len(c.Args()) != 2 || c.Args()[1].Kind() != ast.LiteralKind {
			return nil
		}
		name, ok := c.Args()[1].AsLiteral().(types.String)
		if base := chainOf(c.Args()[0]); ok && base != nil {
			return append(base, string(name))
		}
	}
	return nil
}

// uses tells whether the expression looks at a variable.
func (e *expression) uses(name string) bool {
	for _, r := range e.refs {
		if r[0] == name {
			return true
		}
	}
	return false
}

// absent lists what the expression looks at and the data does not have.
func (e *expression) absent(in map[string]any) []string {
	var out []string
	for _, r := range e.refs {
		if _, ok := lookUp(in, r); !ok {
			name := strings.Join(r, ".")
			if r[0] == "facts" && len(r) > 1 {
				name = r[1]
			}
			out = append(out, name)
		}
	}
	return out
}

// lookUp follows a chain of names; null is absent.
func lookUp(in map[string]any, path []string) (any, bool) {
	var v any = in
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[name]; !ok || v == nil {
			return nil, false
		}
	}
	return v, true
}
