package knowledge

import (
	"time"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Article is one subject in one language.
type Article struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	Body      string      `json:"body"` // Markdown, with scripts and HTML taken out
	Tags      []string    `json:"tags"`
	Intent    string      `json:"intent,omitempty"`
	ValidFrom *time.Time  `json:"valid_from"`
	ValidTill *time.Time  `json:"valid_till"`
	Source    string      `json:"source"`
	Version   int         `json:"version"`
	Lang      tongue.Lang `json:"lang"`
	Questions []string    `json:"questions,omitempty"`
}

// Valid tells whether the article may be answered from at the time.
func (a Article) Valid(now time.Time) bool {
	return (a.ValidFrom == nil || !now.Before(*a.ValidFrom)) && (a.ValidTill == nil || !now.After(*a.ValidTill))
}

// Standing is whether an article is in force at an instant: now, later or over.
func (a Article) Standing(at time.Time) string {
	switch {
	case a.Valid(at):
		return "now"
	case a.ValidFrom != nil && at.Before(*a.ValidFrom):
		return "later"
	}
	return "over"
}

// Passage is one paragraph of an article.
type Passage struct {
	Article string // the article's id
	Heading string // the headings above it
	Text    string
	At      int // its place in the article
}

// Phrasing is one way to ask: for an article, or with an intent.
type Phrasing struct {
	Text    string      `json:"text"`
	Article string      `json:"article,omitempty"`
	Intent  string      `json:"intent,omitempty"`
	Lang    tongue.Lang `json:"lang,omitempty"`
}

// NoIntent marks text that nobody should answer from the knowledge base.
const NoIntent = "none"
