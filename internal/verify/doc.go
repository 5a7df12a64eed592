// Package verify recounts an invoice from the raw facts and the contract.
//
// It is written for a brand's auditor: it shares no line with the code that
// bills, imports the standard library alone, and can be read in one sitting, in
// this order:
//
//	verify.go     what is asked and answered
//	contract.go   the contract's form        node.go, yaml.go, json.go  reading it
//	facts.go      the facts' form            record.go  their bytes, hashes and roots
//	chain.go      whether their file is whole
//	judge.go      what each outcome is worth, and why
//	once.go       what may not be charged twice
//	lines.go      the lines that follow      hours.go    nights and holidays
//	promise.go    compensation
//	sum.go        whole-number arithmetic
//	compare.go    where the invoice says otherwise, naming line and fact
//
// It does not trust the invoice in anything: not its quantities, sums, roots,
// nor which facts it says it counted. The rules themselves are written down in
// docs/billing-formats.md.
package verify
