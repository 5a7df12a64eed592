// Package knowledge is what a brand knows in words: articles in versions, the
// phrasings by which shoppers ask for them, and the questions that nothing
// answers yet.
//
// It owns: the Markdown of an article and its front matter, questions.jsonl,
// brand.yaml, the cutting of an article into passages that stand alone; how
// knowledge comes in (files row by row, the pack that a shop begins from) and
// how it grows (proposals of what people answered, the queue of clicks); how
// much it lets a bot answer (coverage) and the precision asked of it (the dial).
//
// It does not own: the catalogue and the orders (shop), procedures (sop), or
// which passage answers which question (the bot's, which learns on its own).
//
// Words: an article is one subject in one language; a passage is one paragraph
// of it, and is what a shopper reads; a phrasing is one way to ask; a gap is a
// question without an article; a lesson is a question with what a person
// answered; a proposal is an article that waits for a person's yes.
//
// Times: an article is valid from and till; outside it is kept and searched by
// people, and never answered from.
package knowledge
