package providermark

import "github.com/janrain-go/janrain"

// drawings are the marks of the providers that most people know.
var drawings = map[janrain.Provider]drawing{
	janrain.ProviderAmazon:           amazon,
	janrain.ProviderApple:            apple,
	janrain.ProviderFacebook:         facebook,
	janrain.ProviderFlickr:           flickr,
	janrain.ProviderGoogle:           google,
	janrain.ProviderGooglePlus:       google,
	janrain.ProviderInstagram:        instagram,
	janrain.ProviderLinkedIn:         linkedIn,
	janrain.ProviderLiveID:           microsoft,
	janrain.ProviderMicrosoftAccount: microsoft,
	janrain.ProviderOpenID:           openID,
	janrain.ProviderPayPal:           payPal,
	janrain.ProviderPayPalOpenID:     payPal,
	janrain.ProviderSoundCloud:       soundCloud,
	janrain.ProviderTwitter:          twitter,
	janrain.ProviderYahoo:            yahoo,
}

// amazon is an a above an arrow.
var amazon = drawing{black, line(white, 2.6, "M12 10.5c3.4-2.2 7.4-1 7.4 2.4V18",
	"M19.4 13.6c-9-.9-9.6 5.4-5 5.2 2.6-.1 4.4-1.7 5-3.6") +
	line("#ff9d2e", 2.2, "M8 22.5c5 3.6 11 3.4 15.5.3", "M20.8 22l3-.2-.5 3")}

// apple is a round apple with a leaf.
var apple = drawing{black, fill("M16 12c-2-1.3-4.2-1.4-5.7.1-2.6 2.5-1.7 8.1.7 11.1 1.6 2 3.1 1.7 5 .9"+
	" 1.9.8 3.4 1.1 5-.9 2.4-3 3.3-8.6.7-11.1-1.5-1.5-3.7-1.4-5.7-.1z") +
	fill("M16.2 10.3c0-2.6 1.5-4.3 4-4.8 0 2.7-1.5 4.5-4 4.8z")}

// facebook is an f.
var facebook = drawing{"#1762d8", line(white, 3.4, "M21.5 8.2h-1.7c-2.3 0-3.5 1.3-3.5 3.6V25.5", "M12 16.2h8.5")}

// flickr is two dots.
var flickr = drawing{white, dot("#0b5cd5", 11, 16, 4.6) + dot("#e6177a", 21, 16, 4.6)}

// google is a ring of four arcs with a bar.
var google = drawing{white, line("#d93a2b", 3.6, "M21.7 10.7A8 8 0 0 0 9.3 11.7") +
	line("#f2b200", 3.6, "M9.1 12a8 8 0 0 0 0 8") + line("#2b9348", 3.6, "M9.3 20.3A8 8 0 0 0 20.5 22.6") +
	line("#1a66d6", 3.6, "M17 16h7c0 2.4-1 4.5-2.7 6")}

// microsoft is four squares.
var microsoft = drawing{white, `<rect x="8" y="8" width="7.5" height="7.5" fill="#d9472b"/>` +
	`<rect x="16.5" y="8" width="7.5" height="7.5" fill="#5a9e16"/>` +
	`<rect x="8" y="16.5" width="7.5" height="7.5" fill="#0b6cbd"/>` +
	`<rect x="16.5" y="16.5" width="7.5" height="7.5" fill="#e0a100"/>`}

// payPal is a P in front of another.
var payPal = drawing{"#12307a", line("#5db4ff", 3.2, "M15 25.5v-14h5.5a4 4 0 0 1 0 8H15") +
	line(white, 3.2, "M11 22V8h5.5a4 4 0 0 1 0 8H11")}

// instagram is a camera.
var instagram = drawing{"#b3257d", line(white, 2.2, "M12.8 8h6.4a4.8 4.8 0 0 1 4.8 4.8v6.4a4.8 4.8 0 0 1-4.8 4.8h-6.4"+
	"a4.8 4.8 0 0 1-4.8-4.8v-6.4A4.8 4.8 0 0 1 12.8 8z", "M12.2 16a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0") +
	dot(white, 20.4, 11.6, 1.2)}

// linkedIn is the word in.
var linkedIn = drawing{"#0a63b8", dot(white, 10, 10, 1.9) +
	line(white, 3, "M10 15v8.5", "M15.5 23.5V15", "M15.5 18.5c0-2.3 1.5-3.5 3.4-3.5s3.3 1.3 3.3 3.7V23.5")}

// openID is a ring with an arrow around a pole.
var openID = drawing{white, line("#6b7280", 2.6, "M22.5 12.8c-1.7-1.1-4-1.7-6.5-1.7-5 0-9 2.6-9 6.2s4 6.2 9 6.2") +
	line("#b45309", 3, "M16 23V7") + line("#6b7280", 2.6, "M25 10.5v4.3h-4.5")}

// soundCloud is a cloud behind the bars of a sound.
var soundCloud = drawing{"#c2410c", line(white, 2, "M7 18v4", "M10.5 15.5V22", "M14 13v9") +
	fill("M17 23V11.7c3.7-1.2 6.3.9 6.7 4 4.3 0 4.3 7.3 0 7.3z")}

// twitter is a bird.
var twitter = drawing{"#1573b0", fill("M6.5 12.5c3.3 2.7 6.3 3.3 9.2 3.1-.7-4.3 4.6-6.8 7.6-3.7l3.2-.9-2 2.9" +
	"c.5 6.6-4.5 10.8-10.2 10.8-3.2 0-5.8-.9-7.8-2.5 2.4.1 4.4-.5 5.9-1.8-3-.4-5.1-3.3-5.9-7.9z")}

// yahoo is a Y with an exclamation mark.
var yahoo = drawing{"#5f01d1", line(white, 3, "M7.5 11l4.8 6.3L17 11", "M12.3 17.3V24", "M22.8 8.5v9.3") +
	dot(white, 22.8, 22.8, 1.9)}

// colours are those of letter tiles.
var colours = map[janrain.Provider]string{
	janrain.ProviderAOL:           black,
	janrain.ProviderBlogger:       "#b3440e",
	janrain.ProviderDisqus:        "#1f66c7",
	janrain.ProviderFoursquare:    "#c2255c",
	janrain.ProviderLINE:          "#0b7a35",
	janrain.ProviderMixi:          "#96590b",
	janrain.ProviderMySpace:       black,
	janrain.ProviderOdnoklassniki: "#b3500b",
	janrain.ProviderOrkut:         "#b8206f",
	janrain.ProviderQQ:            "#1769aa",
	janrain.ProviderRenRen:        "#1f5f9e",
	janrain.ProviderSalesforce:    "#0b6aa8",
	janrain.ProviderSinaWeibo:     "#c62828",
	janrain.ProviderTencentWeibo:  "#1769aa",
	janrain.ProviderTumblr:        "#2f4259",
	janrain.ProviderVK:            "#1f62b5",
	janrain.ProviderWeChat:        "#0b7a35",
	janrain.ProviderWordPress:     "#21607d",
	janrain.ProviderXing:          "#0a6265",
}

// others are the colours of the letter tiles of all other providers.
var others = []string{"#475569", "#7c3f8c", "#8a3b3b", "#2f6b4f", "#3b5b8a", "#6b5a1e", "#4a4a8f", "#1f6b75"}
