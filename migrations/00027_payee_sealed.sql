-- +goose Up
-- An agent's account number is kept sealed with a key that is not in the
-- database; sealed, it is longer. Older rows are read as they are.
ALTER TABLE billing.payee DROP CONSTRAINT payee_account_no_check;
ALTER TABLE billing.payee ADD CONSTRAINT payee_account_no_check CHECK (length(account_no) BETWEEN 4 AND 400) NOT VALID;

-- +goose Down
SELECT 1;
