package sop

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrProcedure refuses the YAML of a procedure; its sentence names the file,
// the line, the field and what was expected.
var ErrProcedure = fault.New(fault.Invalid, "sop_wrong", "the procedure is not as docs/brand-folder.md says")

// Limits of one procedure, so that a file cannot hold the program up.
const (
	maxFile  = 1 << 20
	maxSteps = 500
)

var unknownField = regexp.MustCompile(`line (\d+): field (\S+) not found in type \S+`)

// Parse reads one procedure strictly: a field it does not know, a step that
// does two things, a name that is not declared or a guard that does not
// compile is refused with its line. It returns ErrProcedure.
func Parse(name string, b []byte) (*Procedure, error) {
	if len(b) > maxFile {
		return nil, ErrProcedure.With("%s: larger than %d bytes", name, maxFile)
	}
	p := &Procedure{file: name, lines: lines{}}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(p); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, ErrProcedure.With("%s: the file is empty", name)
		}
		return nil, ErrProcedure.With("%s: %s", name, yamlWords(err))
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, ErrProcedure.With("%s: one procedure a file was expected", name)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil {
		return nil, ErrProcedure.With("%s: %s", name, yamlWords(err))
	}
	lineMap(&root, "", p.lines)
	if found := p.link(); len(found) > 0 {
		return nil, ErrProcedure.With("%s", found[0])
	}
	return p, nil
}

// yamlWords puts the library's message into one line that names the field.
func yamlWords(err error) string {
	s := err.Error()
	var te *yaml.TypeError
	if errors.As(err, &te) && len(te.Errors) > 0 {
		s = te.Errors[0]
	}
	s = strings.TrimPrefix(strings.ReplaceAll(s, "\n", " "), "yaml: ")
	s = unknownField.ReplaceAllString(s, `line $1: field "$2" is not known here`)
	return s
}

// at says where a finding is.
func (p *Procedure) at(path, format string, args ...any) Finding {
	line := p.lines[path]
	for path != "" && line == 0 { // an absent field is told at its parent
		path = path[:max(0, strings.LastIndexByte(path, '.'))]
		line = p.lines[path]
	}
	return Finding{File: p.file, Line: max(line, 1), Text: fmt.Sprintf(format, args...)}
}

// Finding is one thing that is wrong with a procedure.
type Finding struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// String is the finding in one line.
func (f Finding) String() string { return fmt.Sprintf("%s: line %d: %s", f.File, f.Line, f.Text) }
