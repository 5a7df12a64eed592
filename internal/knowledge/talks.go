package knowledge

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// spoken is one line of a chat history: whose it is and what was said.
type spoken struct {
	line int
	chat string
	by   string
	text string
}

// Who speaks, by the names that exports use.
var (
	shopperNames = []string{"shopper", "customer", "user", "buyer", "visitor", "买家", "顾客", "客户", "用户", "访客"}
	personNames  = []string{"agent", "staff", "seller", "service", "human", "客服", "卖家", "店小二", "人工", "坐席"}
	otherNames   = []string{"bot", "robot", "system", "机器人", "系统"}
)

const (
	maxTalkRows = 200_000
	maxTalkLine = 64 << 10
)

// ReadTalks reads a chat history, CSV (chat,by,text) or JSONL with those
// fields, and makes articles of what people answered. They are proposals: a
// person decides. It returns ErrTalks and ErrTooLarge; a wrong line is refused
// and the rest is read.
func ReadTalks(b []byte) ([]Row, error) {
	if len(b) > maxTableFile {
		return nil, ErrTooLarge.With("a chat history of at most %d MB was expected; send it in parts", maxTableFile>>20)
	}
	b, err := asText(b, ErrTalks)
	if err != nil {
		return nil, err
	}
	read := readTalkTable
	if t := bytes.TrimSpace(b); len(t) > 0 && t[0] == '{' {
		read = readTalkLines
	}
	said, rows, err := read(b)
	if err != nil {
		return nil, err
	}
	for _, p := range Proposed(lessonsOf(said)) {
		rows = append(rows, Row{Article: p.Article, Why: p.Why})
	}
	if len(rows) == 0 {
		return nil, ErrTalks.With("a shopper's question with an agent's answer was expected; the history holds none")
	}
	return rows, nil
}

// lessonsOf pairs questions and answers by conversation, in the order of the
// file.
func lessonsOf(said []spoken) []Lesson {
	talks := map[string][]Said{}
	var order []string
	for _, s := range said {
		if talks[s.chat] == nil {
			order = append(order, s.chat)
		}
		talks[s.chat] = append(talks[s.chat], Said{Seq: int64(s.line), Shopper: slices.Contains(shopperNames, s.by), Person: slices.Contains(personNames, s.by), Text: s.text})
	}
	var out []Lesson
	for _, id := range order {
		out = append(out, Lessons(id, talks[id])...)
	}
	return out
}

func (s spoken) check() (Row, bool) {
	s.by = strings.ToLower(strings.TrimSpace(s.by))
	switch {
	case strings.TrimSpace(s.chat) == "":
		return refused(s.line, "chat", "the conversation's id", ""), false
	case !slices.Contains(shopperNames, s.by) && !slices.Contains(personNames, s.by) && !slices.Contains(otherNames, s.by):
		return refused(s.line, "by", "shopper, agent or bot", s.by), false
	}
	return Row{}, true
}

func readTalkLines(b []byte) (said []spoken, rows []Row, err error) {
	line := 0
	for raw := range bytes.Lines(b) {
		line++
		raw = bytes.TrimSpace(raw)
		switch {
		case len(raw) == 0:
			continue
		case line > maxTalkRows:
			return nil, nil, ErrTooLarge.With("line %d: at most %d lines were expected", line, maxTalkRows)
		case len(raw) > maxTalkLine:
			rows = append(rows, refused(line, "", fmt.Sprintf("a line of at most %d bytes", maxTalkLine), ""))
			continue
		}
		var s struct{ Chat, By, Text string }
		if err := json.Unmarshal(raw, &s); err != nil {
			rows = append(rows, refused(line, "", `{"chat","by","text"}`, string(raw)))
			continue
		}
		said, rows = heard(said, rows, spoken{line, s.Chat, strings.ToLower(strings.TrimSpace(s.By)), s.Text})
	}
	return said, rows, nil
}

func heard(said []spoken, rows []Row, s spoken) ([]spoken, []Row) {
	if row, ok := s.check(); !ok {
		return said, append(rows, row)
	}
	return append(said, s), rows
}

var talkColumns = map[string][]string{
	"chat": {"chat", "conversation", "session", "会话", "会话id", "会话编号"},
	"by":   {"by", "author", "role", "from", "sender", "发送方", "角色", "发言人"},
	"text": {"text", "message", "content", "内容", "消息", "消息内容"},
}

func readTalkTable(b []byte) (said []spoken, rows []Row, err error) {
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	first, err := r.Read()
	if err != nil {
		return nil, nil, ErrTalks.With("line 1: a head chat,by,text was expected")
	}
	at := map[string]int{}
	for i, cell := range first {
		for field, names := range talkColumns {
			if slices.Contains(names, strings.ToLower(strings.TrimSpace(cell))) {
				at[field] = i
			}
		}
	}
	for _, field := range []string{"chat", "by", "text"} {
		if _, ok := at[field]; !ok {
			return nil, nil, ErrTalks.With("line 1: a column %q was expected", field)
		}
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return said, rows, nil
		}
		line, _ := r.FieldPos(0)
		switch {
		case err != nil || len(cells) <= max(at["chat"], at["by"], at["text"]):
			rows = append(rows, refused(line, "", "a cell for chat, by and text", strings.Join(cells, ",")))
		case line > maxTalkRows:
			return nil, nil, ErrTooLarge.With("line %d: at most %d lines were expected", line, maxTalkRows)
		default:
			said, rows = heard(said, rows, spoken{line, cells[at["chat"]], strings.ToLower(strings.TrimSpace(cells[at["by"]])), cells[at["text"]]})
		}
	}
}
