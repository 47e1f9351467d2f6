package custody

import "rockxy/internal/macos"

// enclaveKey is what is asked of SecKeyCreateRandomKey for a key in the Secure
// Enclave: usable whenever the user has logged in since the machine started,
// since an instance goes on behind a locked screen, and on this machine alone.
// One that is not kept has no names.
func enclaveKey(tag, label string, kept bool) macos.Dict {
	private := macos.Dict{
		"kSecAttrIsPermanent": kept,
		"kSecAttrAccessControl": macos.AccessControl{
			Protection: "kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly", Flags: macos.PrivateKeyUsage,
		},
	}
	if kept {
		private["kSecAttrApplicationTag"] = []byte(tag)
		private["kSecAttrLabel"] = label
	}
	return macos.Dict{
		"kSecAttrKeyType":               macos.Symbol("kSecAttrKeyTypeECSECPrimeRandom"),
		"kSecAttrKeySizeInBits":         int32(256),
		"kSecAttrTokenID":               macos.Symbol("kSecAttrTokenIDSecureEnclave"),
		"kSecUseDataProtectionKeychain": true,
		"kSecPrivateKeyAttrs":           private,
	}
}

// loginKey is the same for a key in the login keychain. That it cannot be
// extracted is heeded outside kSecPrivateKeyAttrs alone. The public half is
// kept beside it: a private key that cannot be extracted has nothing else to
// find it by.
func loginKey(tag, label string) macos.Dict {
	half := macos.Dict{
		"kSecAttrIsPermanent":    true,
		"kSecAttrApplicationTag": []byte(tag),
		"kSecAttrLabel":          label,
	}
	return macos.Dict{
		"kSecAttrKeyType":       macos.Symbol("kSecAttrKeyTypeECSECPrimeRandom"),
		"kSecAttrKeySizeInBits": int32(256),
		"kSecAttrIsExtractable": false,
		"kSecPrivateKeyAttrs":   half,
		"kSecPublicKeyAttrs":    half,
	}
}

// keyQuery finds the private key by its tag.
func keyQuery(tag string, enclave bool) macos.Dict {
	q := itemQuery(tag, enclave)
	q["kSecAttrKeyClass"] = macos.Symbol("kSecAttrKeyClassPrivate")
	q["kSecMatchLimit"] = macos.Symbol("kSecMatchLimitOne")
	q["kSecReturnRef"] = true
	return q
}

// deletion finds both halves. In the login keychain no limit means one; the
// enclave's takes none.
func deletion(tag string, enclave bool) macos.Dict {
	q := itemQuery(tag, enclave)
	if !enclave {
		q["kSecMatchLimit"] = macos.Symbol("kSecMatchLimitAll")
	}
	return q
}

func itemQuery(tag string, enclave bool) macos.Dict {
	q := macos.Dict{
		"kSecClass":              macos.Symbol("kSecClassKey"),
		"kSecAttrApplicationTag": []byte(tag),
	}
	if enclave {
		q["kSecAttrTokenID"] = macos.Symbol("kSecAttrTokenIDSecureEnclave")
		q["kSecUseDataProtectionKeychain"] = true
	}
	return q
}
