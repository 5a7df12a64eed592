// Package staffing says how many agents an interval needs. It is a pure
// engine: no clock, no database.
//
// It owns: waiting-line formulas (Erlang C when shoppers wait for ever, Erlang
// A when they leave), chats side by side, the cap on how busy an agent may be,
// shrinkage, and the doubt of a forecast. It does not own the forecast
// (matching/forecast) nor who works (matching/plan).
//
// Words: a slot of work is one chat of an agent who holds several at once; the
// load is contacts a second times handling time, in slots; an answer in time
// is one within Params.AnswerIn of joining the line. The service level is
// answers in time over all contacts, so that a shopper who left counts as
// missed, whenever it was.
package staffing
