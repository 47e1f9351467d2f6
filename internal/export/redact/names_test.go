package redact

import "testing"

func TestNames(t *testing.T) {
	for name, want := range map[string]verdict{
		"password": secret, "userPassword": secret, "user[password]": secret, "X-Api-Key": secret, "DB_PASSWORD": secret, "accessToken": secret, "clientSecret": secret,
		"APIKey": secret, "aws_secret_access_key": secret, "JSESSIONID": secret, "token": secret, "SAMLResponse": secret, "privateKey": secret,
		"token_type": harmless, "expires_in": harmless, "passwordPolicy": harmless, "tokenExpiresAt": harmless, "secretName": harmless, "total_tokens": harmless,
		"author": harmless, "monkey": harmless, "keyboard": harmless, "tokenizer": harmless, "": harmless, "name": harmless, "public_key": harmless,
		"key": doubtful, "session": doubtful, "pin": doubtful,
	} {
		if got := judge(name, inText); got != want {
			t.Errorf("%q is %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]verdict{"x-functions-key": secret, "sec-websocket-key": harmless, "x-auth": secret, "idempotency-key": harmless, "content-type": harmless, "x-csrf-token": secret} {
		if got := judge(name, inField); got != want {
			t.Errorf("field %q is %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]verdict{"code": doubtful, "state": doubtful, "X-Amz-Signature": secret, "sig": doubtful, "page": harmless} {
		if got := judge(name, inQuery); got != want {
			t.Errorf("query %q is %d, want %d", name, got, want)
		}
	}
}
