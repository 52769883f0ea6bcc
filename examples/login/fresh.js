// Chromium shows a page from its back/forward cache, no-store or not: after
// signing out, Back would show the profile.
addEventListener("pageshow", function (event) {
	if (event.persisted) {
		location.reload();
	}
});
