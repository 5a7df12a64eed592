// Package laws is the book of billing as a whole, held to what it promises: the
// tests that go through a booking, its facts, the bill, the gateway and the books
// on a real PostgreSQL. The rules that need no database are tested beside their
// code (rate, paper, ledger, verify). docs/billing-laws.md says which test shows
// which of the specification's cases.
package laws
