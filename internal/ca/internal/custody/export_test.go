package custody

// The keepers of other systems over their fakes, for the battery.

type (
	FakeNCrypt   = fakeNCrypt
	FakeSecurity = fakeSecurity
)

func NewFakeNCrypt() *FakeNCrypt     { return newFakeNCrypt() }
func NewFakeSecurity() *FakeSecurity { return newFakeSecurity() }

func CNGOver(p Place, f *FakeNCrypt) *Native        { return newCNG(p, f) }
func KeychainOver(p Place, f *FakeSecurity) *Native { return newKeychain(p, f) }

// WithoutTPM is a Windows whose platform provider is not there.
func (f *fakeNCrypt) WithoutTPM() *FakeNCrypt {
	delete(f.machines, platformProvider)
	return f
}

// Unsigned is a program without entitlements.
func (f *fakeSecurity) Unsigned() *FakeSecurity {
	f.entitled = false
	return f
}

// WithoutSoftware is one whose software provider is not there.
func (f *fakeNCrypt) WithoutSoftware() *FakeNCrypt {
	delete(f.machines, softwareProvider)
	return f
}

// Locked is a login keychain that nobody has unlocked.
func (f *fakeSecurity) Locked() *FakeSecurity {
	f.locked = true
	return f
}
