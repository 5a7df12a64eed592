// Package chat owns the conversation log, the queue, and who holds what.
//
// A message has (chat, seq) without gaps and its sender's own key: sent twice
// is stored once. A conversation is held by one voice at a time: the bot, the
// queue, or one agent. Each change of hands grows the epoch, which is the owner
// token: a reply written under an older epoch is refused and told to its
// author, so the bot never talks over a person.
//
// It does not own who should take a chat (matching's desk), what the bot says
// (bot), or what is billed (billing listens to ChatClosed).
//
// Its clocks are never swapped for another: handed_at is when the queue was
// entered first, waiting_since this time, taken_at when a person accepted,
// human_at when a person first answered in substance, answered_at when anybody
// did. All come from the log, none from a screen.
package chat
