#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// HTTP by the system's libcurl, which is bound with dlopen when something is first downloaded: building needs no header
// of it, and a process that downloads nothing pays nothing for it. Nothing of this is visible outside the image.
#pragma GCC visibility push(hidden)

/// Binds the library; later calls only repeat the first answer. Null when it is ready, else why it is not (the text of
/// dlerror), valid for ever. From then on the process ignores SIGPIPE. [any thread]
const char *ccurl_bind(void);

/// Transfers that share connections; to be used by one thread at a time.
typedef struct ccurl_session ccurl_session;

/// One request and what came back of it. Belongs to its session and must be freed before it.
typedef struct ccurl_transfer ccurl_transfer;

/// Opens a session; null where memory ran out. Requires a successful `ccurl_bind`.
ccurl_session *ccurl_open(void);
void ccurl_close(ccurl_session *session);

/// A request of `url` that has not been started; null where memory ran out. Only http and https are spoken, no redirect
/// is followed, and the body is kept until it is taken.
///
/// `limit` is the most bytes of body that are accepted in all; what sends more fails.
ccurl_transfer *ccurl_new(ccurl_session *session, const char *url, int64_t limit);

/// Asks for the headers only.
void ccurl_set_head(ccurl_transfer *transfer);
/// Adds a line `Name: value`.
void ccurl_add_header(ccurl_transfer *transfer, const char *line);
/// Trusts the certificates in this file instead of the system's.
void ccurl_set_certificates(ccurl_transfer *transfer, const char *file);
/// Gives up when there is no connection after `connecting` milliseconds, or less than `speed` bytes a second have come for
/// `idle` seconds.
void ccurl_set_patience(ccurl_transfer *transfer, long connecting, long idle, long speed);

/// Starts a transfer; false where memory ran out.
bool ccurl_start(ccurl_transfer *transfer);

/// Ends a transfer, whatever its state, and forgets it.
void ccurl_free(ccurl_transfer *transfer);

/// Moves all started transfers on; returns when there is something new, at the latest after `milliseconds`.
void ccurl_step(ccurl_session *session, int milliseconds);

/// Whether the transfer has ended, well or not.
bool ccurl_is_done(const ccurl_transfer *transfer);
/// Whether the headers of the answer are all there.
bool ccurl_has_headers(const ccurl_transfer *transfer);
/// Of a transfer that has ended: 0, or the number libcurl gives the failure.
int ccurl_failure(const ccurl_transfer *transfer);
/// What libcurl says of the failure. Valid as long as the transfer.
const char *ccurl_message(const ccurl_transfer *transfer);
/// Whether it was ended because more body came than was accepted.
bool ccurl_is_too_large(const ccurl_transfer *transfer);
/// The status of the answer, 0 before there is one.
long ccurl_status(const ccurl_transfer *transfer);
/// The value of a header of the answer, without white space around it; null where there is none. Names are compared
/// without regard to case; of several the first counts. Valid until the transfer is moved on.
const char *ccurl_header(const ccurl_transfer *transfer, const char *name);
/// Where the answer redirects to, as an absolute address; null where it does not. Valid until the transfer is moved on.
const char *ccurl_redirect(const ccurl_transfer *transfer);

/// How many bytes of body have come and not yet been taken.
size_t ccurl_available(const ccurl_transfer *transfer);
/// Takes up to `room` of them; the number of bytes written to `buffer`.
size_t ccurl_take(ccurl_transfer *transfer, void *buffer, size_t room);

/// Writes `scheme://host:port` of an address, as libcurl itself understands it, in lower case and with the port spelled
/// out; false where it is no http or https address or does not fit. Requires a successful `ccurl_bind`.
bool ccurl_origin(const char *url, char *buffer, size_t room);

#pragma GCC visibility pop

#endif
