// Package drill is one practice conversation: the scenario, the simulated
// shopper and the grade. It is pure: the material, the seed and the times are
// given, nothing is stored, no model is called.
//
// It owns: composing a scenario from a brand's own procedures, articles and
// orders; the shopper as a state machine; the rubric. The right verdict is
// never written by hand: the brand's own procedure is run with the hidden
// facts, and what it ends with is the truth.
//
// It does not own: who may take a drill, what a pass opens (training), or which
// words are forbidden (a Check is given).
//
// Words: a need is a fact that the procedure has to ask for; a verdict is what
// the agent tells the shopper (yes, no, a person, or how things stand); a key is
// what a right answer has to state, a figure or a number; a claim is a figure
// that the agent states.
//
// Laws: the same material and wish give the same scenario; the same scenario,
// seed and messages at the same times give the same replies; the same
// transcript gives the same grade. Nothing of the agent's profile is an input.
package drill
