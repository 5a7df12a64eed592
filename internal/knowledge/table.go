package knowledge

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// columns are the names that a table's head may use, in both languages.
var columns = map[string][]string{
	"id":         {"id", "编号"},
	"title":      {"title", "question", "标题", "问题", "标准问", "问"},
	"body":       {"answer", "body", "text", "答案", "回答", "回复", "内容", "答"},
	"questions":  {"questions", "similar", "phrasings", "相似问", "相似问题", "扩展问", "问法"},
	"tags":       {"tags", "tag", "category", "标签", "分类"},
	"lang":       {"lang", "language", "语言"},
	"intent":     {"intent", "意图"},
	"valid_from": {"valid_from", "from", "生效日期", "生效时间", "开始日期"},
	"valid_till": {"valid_till", "till", "until", "失效日期", "失效时间", "结束日期"},
	"source":     {"source", "来源"},
}

// head tells which column is what. A column that it does not know is refused
// by name, so that a slip in the head does not lose a column in silence.
func head(row []string) (map[string]int, error) {
	at := map[string]int{}
	for i, cell := range row {
		name := strings.ToLower(strings.TrimSpace(cell))
		if name == "" {
			continue
		}
		field := ""
		for f, names := range columns {
			if slices.Contains(names, name) {
				field = f
			}
		}
		if field == "" {
			return nil, ErrTable.With("line 1: column %d: %.40q is not known; id, question, answer, similar, tags, lang, intent, valid_from, valid_till and source are", i+1, name)
		}
		if _, twice := at[field]; twice {
			return nil, ErrTable.With("line 1: column %d: %q stands there twice", i+1, name)
		}
		at[field] = i
	}
	for _, need := range []string{"title", "body"} {
		if _, ok := at[need]; !ok {
			return nil, ErrTable.With("line 1: a column %q was expected", columns[need][0])
		}
	}
	return at, nil
}

// ReadTable reads articles from CSV, one a row. It returns ErrTable and
// ErrTooLarge; a row that is wrong is refused and the rest is read.
func ReadTable(b []byte) ([]Row, error) {
	if len(b) > maxTableFile {
		return nil, ErrTooLarge.With("a table of at most %d MB was expected", maxTableFile>>20)
	}
	b, err := asText(b, ErrTable)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if first, _, _ := bytes.Cut(b, []byte("\n")); bytes.Count(first, []byte("\t")) > bytes.Count(first, []byte(",")) {
		r.Comma = '\t'
	}
	t := table{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t.done()
		}
		line, _ := r.FieldPos(0)
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			if t.at == nil {
				return nil, ErrTable.With("line %d: %v", wrong.Line, wrong.Err)
			}
			t.rows = append(t.rows, refused(wrong.Line, "", "a row of cells", wrong.Err.Error()))
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read table: %w", err)
		}
		if err := t.take(line, cells); err != nil {
			return nil, err
		}
	}
}

// table collects the rows of a CSV or a sheet.
type table struct {
	at   map[string]int
	rows []Row
	ids  map[string]int
}

func (t *table) take(line int, cells []string) (err error) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return nil
	}
	if t.at == nil {
		t.at, err = head(cells)
		t.ids = map[string]int{}
		return err
	}
	if len(t.rows) >= maxRows {
		return ErrTooLarge.With("line %d: at most %d rows were expected", line, maxRows)
	}
	row := t.read(line, cells)
	if row.Refused == nil {
		if first, twice := t.ids[row.Article.ID]; twice {
			row = refused(line, "id", fmt.Sprintf("an id of its own; line %d has it", first), row.Article.ID)
		} else {
			t.ids[row.Article.ID] = line
		}
	}
	t.rows = append(t.rows, row)
	return nil
}

func (t *table) done() ([]Row, error) {
	if t.at == nil {
		return nil, ErrTable.With("line 1: a head such as question,answer was expected, got an empty file")
	}
	if len(t.rows) == 0 {
		return nil, ErrTable.With("line 2: a row was expected, got the head alone")
	}
	return t.rows, nil
}

func (t *table) read(line int, cells []string) Row {
	cell := func(field string) string {
		if i, ok := t.at[field]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	for field := range t.at {
		if len(cell(field)) > maxCell {
			return refused(line, field, fmt.Sprintf("at most %d bytes in a cell", maxCell), fmt.Sprintf("%d bytes", len(cell(field))))
		}
	}
	a := Article{
		ID: cell("id"), Title: cell("title"), Body: cell("body"), Intent: cell("intent"), Source: cell("source"),
		Tags: listed(cell("tags"), ",，、;；|"), Questions: listed(cell("questions"), "\n|；;"),
	}
	if len(a.ID) > 200 {
		return refused(line, "id", "at most 200 bytes", a.ID)
	}
	switch l := strings.ToLower(cell("lang")); {
	case l == "":
	case strings.HasPrefix(l, "zh"), l == "中文":
		a.Lang = tongue.Chinese
	case strings.HasPrefix(l, "en"), l == "英文":
		a.Lang = tongue.English
	default:
		return refused(line, "lang", "zh or en", l)
	}
	for field, into := range map[string]**time.Time{"valid_from": &a.ValidFrom, "valid_till": &a.ValidTill} {
		at, ok := dayIn(cell(field), field == "valid_till")
		if !ok {
			return refused(line, field, "a date such as 2026-11-11", cell(field))
		}
		*into = at
	}
	return a.whole(line)
}

func listed(cell, parts string) (out []string) {
	for _, one := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(parts, r) }) {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// dayIn reads a date or a time; a plain date at the end means its last second.
func dayIn(s string, end bool) (*time.Time, bool) {
	if s == "" {
		return nil, true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return &t, true
	}
	for _, form := range []string{time.DateOnly, "2006/1/2", "2006年1月2日"} {
		if t, err := time.ParseInLocation(form, s, china); err == nil {
			if end {
				t = t.Add(24*time.Hour - time.Second)
			}
			return &t, true
		}
	}
	return nil, false
}
