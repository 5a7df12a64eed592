// Package copilot is the AI beside the agent: what it shows of a conversation,
// what it drafts, which step is next, and the guard before anything is sent.
//
// It owns: the hints of a conversation and the log of what was offered and
// taken, each brand's own guard rules, their versions, appeals against them and
// what they held back, the index of resolved conversations, the actions that an
// agent asks for, changed rules that a brand pushes and who has read them, words
// between colleagues, and the supervisors' floor.
//
// It does not own: the rules' language (guard, which is pure), the log of what
// was said (chat), what a procedure allows (sop), what an action does (shop),
// or who holds a conversation (matching's desk).
//
// What holds: a draft cites a source that exists or is not shown; a text that a
// rule blocks is never stored as sent; an action is done only when no guard of
// the procedure fails, and a refusal names all that do; a take-over moves the
// owner token. No model is asked, but to translate an agent's words where one
// is set: everything else is computed in the process, from the brand's own
// words. A comparison of with and without is by lot, or says that it is not
// (docs/decisions/0017).
//
// Conversations that wait for hints (line) are looked at together, up to sixteen in
// three round trips to the database (docs/decisions/0023).
//
// Times: a hint is of the shopper's last message and is made anew after each;
// a brand's index is at most one Tick older than its articles, procedures,
// goods and rules.
package copilot
