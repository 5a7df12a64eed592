// Package desk decides who takes this chat, now: it holds the agents' states,
// reserves a waiting conversation for the best of them, and gives it to whoever
// accepts.
//
// It owns presence and its timeline, reservations and wrap-ups. It does not own
// the conversation (chat), who works when (matching's Board), or the order of
// choice (route, which is pure and in memory).
//
// What holds: a chat is reserved for one agent at a time (a unique row), an
// agent is never given more than their capacity (counted under the lock of
// their presence row), and only somebody on shift for the brand, who holds its
// certificate, is chosen. The router's memory is a copy of the rows, made again
// at every tick; a choice that the rows contradict is not made.
//
// Its times: a reservation lapses 15 s after it was made, wrap-up ends 30 s
// after the chat did unless the agent says so earlier, and a conversation that
// nobody can take goes back to the bot with an honest sentence.
package desk
