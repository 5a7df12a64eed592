// Package training is the school: drills against a simulated shopper, grades
// with the message behind every point, and the certificates that open shifts.
//
// It owns: drills and their transcripts (drill/ is the engine), rounds of
// several at once, grades and rows gone over again, published scenarios,
// certificates and what each stands on, what a changed policy suspends, the
// ladder, and the reviews of real conversations with what is said against them.
//
// It does not own: the tag that a certificate is in the market (account holds
// it; matching and routing read it there), procedures and articles (sop,
// knowledge), or what practice pays (billing hears DrillGraded).
//
// Words: a certificate is one agent's for one brand; it stands on the
// procedures that were drilled, each in an edition. Suspended means that one of
// them has changed; a pass on the changed one restores it. A refresh is the
// short drill for that. A review is a real conversation scored by the drill's
// rubric; a likeness is two drills in the same own words.
//
// Times are never swapped for another: a drill's time limit, the shopper's
// patience inside it, and a certificate's expiry. All three are rows that Tick
// works off.
//
// Laws: a tag exists exactly while its certificate is active, in one
// transaction; grading twice gives the first grade; a changed policy suspends
// exactly the active certificates that stand on an older edition; nothing of an
// agent's profile enters a score, and settings that give time never lower one;
// a likeness changes nothing by itself; an upheld appeal leaves the row as it
// was scored. A drill that is left goes on until its time is over; begun twice,
// from two tabs too, it is one.
//
// One real conversation in ten is drawn for a person's second look, made before
// the rules' points are shown; how far the two agree is counted row by row. From
// the second level on a certificate brings one more tag, by which the desk gives
// hard conversations to who has practised.
package training
