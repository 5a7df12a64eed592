// Package till is what is told to the payment gateway, what it tells, and where
// the two differ.
//
// It owns: calls that wait to be made (each with its own key, made once
// whatever breaks), messages of the gateway (kept, then applied by fetching the
// thing they are about), what is known of things there, and the nightly
// comparison. It does not own: why money moves (billing, payout), how one
// gateway speaks (stripe).
//
// Words: a call is one thing the gateway must be told; an order is a call as it
// is handed to the gateway; an object is a thing at the gateway; a difference
// is a task for a person.
//
//	queued ─► sent ─┬─► ok
//	   ▲            ├─► rejected            a plain no: never tried again
//	   │            └─► unknown ─► look ─┬─► ok
//	   └── nothing there ◄───────────────┘
//
// Nothing is sent after a lost answer before somebody has looked. A key that is
// a day old, or that answers with a stored failure, is given up for a new one,
// and only when nothing is found there: so a call is made once even though the
// gateway forgets its keys after a day (source S9).
package till
