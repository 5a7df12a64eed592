// Package llm is the only one that knows a model vendor: any endpoint that
// speaks OpenAI's API, by URL.
//
// It owns: the calls (Ask, Stream, Embed, Transcribe), what they may cost a
// brand in a day (Meter), how long they may take, when an endpoint that keeps
// failing is left alone for a while, and the check of every answer against the
// shape that was asked for.
//
// It does not own: what is asked, or what an answer is good for. What a model
// says is data: the caller checks it against its own rules and never lets it
// decide.
//
// Without an endpoint every call returns ErrOffline at once; whoever calls has
// an answer of their own for that. What a shopper or an article wrote goes to
// the model as material in one JSON object, apart from the task.
//
// Times: the whole call has an end (Within), a stream has an end of silence
// (Idle), and an endpoint that fails again and again has a pause (Pause).
package llm
