// Package route decides who takes this chat, in memory and exactly: of those
// who hold what the chat needs and have room for it, the least loaded; of
// those, the one whom the plan can best spare; of those, the longest idle.
//
// It owns: seats (an agent, what they hold, their state and load) and lines
// (everybody who suits one need). It does not own: the queue of waiting chats,
// reservations as rows, presence, or the clock; every call is told the time.
// It is not safe for concurrent use: the desk calls it under its own lock.
//
// How it is fast. Agents of equal skills are one group; their ranks lie in
// blocks of eight, a cache line each, and the rank of each group's first agent
// stands in one small array. A line is the list of groups that suit a need; it
// remembers its best few and a floor below which no other lies. A reservation
// makes a group worse and concerns no line; a release tells only the lines
// whose floor its group falls below, and did not lie below before. So most
// picks read a handful of numbers, and are exact all the same. Ten thousand
// lines are kept; then all are forgotten, and each is opened again when a chat
// asks for it.
//
// Words: load is the share of capacity in use; room is what is left of it;
// reserve is how much the plan would miss the agent elsewhere (0 to 255).
package route
