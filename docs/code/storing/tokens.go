package storing

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"

	"github.com/janrain-go/janrain"
)

// newAEAD takes a key of 32 random bytes that is kept outside the database.
func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts the tokens of a user. They can be opened only for the same identifier.
func seal(aead cipher.AEAD, info *janrain.AuthInfo) ([]byte, error) {
	if info.AccessCredentials == nil {
		return nil, nil
	}
	data, err := json.Marshal(info.AccessCredentials)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, data, []byte(info.Profile.Identifier)), nil
}

// open decrypts tokens. The profile is the one of the stored response.
func open(aead cipher.AEAD, profile *janrain.Profile, sealed []byte) (janrain.AccessCredentials, error) {
	if sealed == nil {
		return nil, nil
	}
	data, err := aead.Open(nil, nil, sealed, []byte(profile.Identifier))
	if err != nil {
		return nil, err
	}
	return janrain.UnmarshalCredentials(profile.Provider(), data)
}
