#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// What libcurl's headers say, which have kept these numbers since the library is called libcurl.so.4.
enum {
  option_url = 10002,
  option_user_agent = 10018,
  option_header_list = 10023,
  option_write_data = 10001,
  option_write_function = 20011,
  option_header_data = 10029,
  option_header_function = 20079,
  option_error_buffer = 10010,
  option_private = 10103,
  option_certificates = 10065,
  option_no_body = 44,
  option_no_signal = 99,
  option_follows = 52,
  option_low_speed = 19,
  option_low_speed_time = 20,
  option_connect_milliseconds = 156,
  option_protocols = 181,
  option_no_proxy_headers = 265,
  option_of_session_pipelining = 3,
  info_status = 0x200002,
  info_private = 0x100015,
  info_redirect = 0x10001f,
  part_url = 0,
  part_scheme = 1,
  part_host = 5,
  part_port = 6,
  flag_default_port = 1,
  protocols_http_and_https = 3,
  everything = 3,
  message_done = 1,
  error_room = 256,
};

typedef struct {
  int kind;
  void *easy;
  union {
    void *whatever;
    int result;
  } data;
} message;

#if __has_include(<curl/curl.h>)
#include <curl/curl.h>
_Static_assert(
    option_url == (int)CURLOPT_URL && option_user_agent == (int)CURLOPT_USERAGENT &&
        option_header_list == (int)CURLOPT_HTTPHEADER && option_write_data == (int)CURLOPT_WRITEDATA &&
        option_write_function == (int)CURLOPT_WRITEFUNCTION && option_header_data == (int)CURLOPT_HEADERDATA &&
        option_header_function == (int)CURLOPT_HEADERFUNCTION && option_error_buffer == (int)CURLOPT_ERRORBUFFER &&
        option_private == (int)CURLOPT_PRIVATE && option_certificates == (int)CURLOPT_CAINFO &&
        option_no_body == (int)CURLOPT_NOBODY && option_no_signal == (int)CURLOPT_NOSIGNAL &&
        option_follows == (int)CURLOPT_FOLLOWLOCATION && option_low_speed == (int)CURLOPT_LOW_SPEED_LIMIT &&
        option_low_speed_time == (int)CURLOPT_LOW_SPEED_TIME && option_protocols == 181 &&
        option_connect_milliseconds == (int)CURLOPT_CONNECTTIMEOUT_MS &&
        option_no_proxy_headers == (int)CURLOPT_SUPPRESS_CONNECT_HEADERS,
    "the options of this libcurl");
_Static_assert(
    option_of_session_pipelining == (int)CURLMOPT_PIPELINING && info_status == (int)CURLINFO_RESPONSE_CODE &&
        info_private == (int)CURLINFO_PRIVATE && info_redirect == (int)CURLINFO_REDIRECT_URL &&
        part_url == (int)CURLUPART_URL && part_scheme == (int)CURLUPART_SCHEME && part_host == (int)CURLUPART_HOST &&
        part_port == (int)CURLUPART_PORT && flag_default_port == (int)CURLU_DEFAULT_PORT &&
        protocols_http_and_https == (int)(CURLPROTO_HTTP | CURLPROTO_HTTPS) && everything == (int)CURL_GLOBAL_DEFAULT &&
        message_done == (int)CURLMSG_DONE && error_room == (int)CURL_ERROR_SIZE && sizeof(message) == sizeof(CURLMsg),
    "the numbers of this libcurl");
#endif

static struct {
  int (*global_init)(long flags);
  void *(*easy_init)(void);
  void (*easy_cleanup)(void *easy);
  int (*easy_setopt)(void *easy, int option, ...);
  int (*easy_getinfo)(void *easy, int info, ...);
  const char *(*easy_strerror)(int code);
  void *(*slist_append)(void *list, const char *line);
  void (*slist_free_all)(void *list);
  void *(*multi_init)(void);
  int (*multi_cleanup)(void *multi);
  int (*multi_setopt)(void *multi, int option, ...);
  int (*multi_add_handle)(void *multi, void *easy);
  int (*multi_remove_handle)(void *multi, void *easy);
  int (*multi_perform)(void *multi, int *running);
  int (*multi_poll)(void *multi, void *more, unsigned count, int milliseconds, int *ready);
  message *(*multi_info_read)(void *multi, int *left);
  void *(*url)(void);
  void (*url_cleanup)(void *url);
  int (*url_set)(void *url, int part, const char *text, unsigned flags);
  int (*url_get)(void *url, int part, char **text, unsigned flags);
  void (*free)(void *text);
} curl;

static const struct {
  const char *name;
  void *place;
} functions[] = {
    {"curl_global_init", &curl.global_init},
    {"curl_easy_init", &curl.easy_init},
    {"curl_easy_cleanup", &curl.easy_cleanup},
    {"curl_easy_setopt", &curl.easy_setopt},
    {"curl_easy_getinfo", &curl.easy_getinfo},
    {"curl_easy_strerror", &curl.easy_strerror},
    {"curl_slist_append", &curl.slist_append},
    {"curl_slist_free_all", &curl.slist_free_all},
    {"curl_multi_init", &curl.multi_init},
    {"curl_multi_cleanup", &curl.multi_cleanup},
    {"curl_multi_setopt", &curl.multi_setopt},
    {"curl_multi_add_handle", &curl.multi_add_handle},
    {"curl_multi_remove_handle", &curl.multi_remove_handle},
    {"curl_multi_perform", &curl.multi_perform},
    {"curl_multi_poll", &curl.multi_poll},
    {"curl_multi_info_read", &curl.multi_info_read},
    {"curl_url", &curl.url},
    {"curl_url_cleanup", &curl.url_cleanup},
    {"curl_url_set", &curl.url_set},
    {"curl_url_get", &curl.url_get},
    {"curl_free", &curl.free},
};

static bool is_bound;
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void bind_once(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
  void *handle = NULL;
  for (size_t place = 0; place < sizeof names / sizeof names[0] && !handle; place++) {
    handle = dlopen(names[place], RTLD_NOW | RTLD_LOCAL);
    const char *reason = handle ? NULL : dlerror();
    if (place == 0 && !handle) snprintf(failure, sizeof failure, "%s", reason ? reason : "it cannot be loaded");
  }
  if (!handle) return;
  for (size_t place = 0; place < sizeof functions / sizeof functions[0]; place++) {
    void *function = dlsym(handle, functions[place].name);
    if (!function) {
      snprintf(failure, sizeof failure, "the libcurl that was found is too old: it lacks %s", functions[place].name);
      return;
    }
    memcpy(functions[place].place, &function, sizeof function);
  }
  if (curl.global_init(everything) != 0) {
    snprintf(failure, sizeof failure, "libcurl cannot be started");
    return;
  }
  // A connection that the other side has closed is an error to report and not the end of the process.
  signal(SIGPIPE, SIG_IGN);
  is_bound = true;
}

const char *ccurl_bind(void) {
  pthread_once(&once, bind_once);
  return is_bound ? NULL : failure;
}

struct ccurl_session {
  void *multi;
};

typedef struct {
  char *bytes;
  size_t start, end, room;
} buffer;

struct ccurl_transfer {
  ccurl_session *session;
  void *easy;
  void *lines;
  bool is_started, is_done, has_headers, has_no_memory;
  int result;
  int64_t left;
  buffer body, headers;
  char error[error_room];
};

static bool append(buffer *to, const char *bytes, size_t count) {
  if (to->start == to->end) to->start = to->end = 0;
  if (to->room - to->end < count && to->start > 0) {
    memmove(to->bytes, to->bytes + to->start, to->end - to->start);
    to->end -= to->start, to->start = 0;
  }
  if (to->room - to->end < count) {
    size_t room = to->room ? to->room : 1 << 14;
    while (room - to->end < count) room *= 2;
    char *grown = realloc(to->bytes, room);
    if (!grown) return false;
    to->bytes = grown, to->room = room;
  }
  memcpy(to->bytes + to->end, bytes, count);
  to->end += count;
  return true;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data) {
  ccurl_transfer *transfer = data;
  size_t length = size * count;
  if ((uint64_t)length > (uint64_t)transfer->left) {
    transfer->left = -1;
    return 0;
  }
  transfer->has_headers = true;
  if (!append(&transfer->body, bytes, length)) {
    transfer->has_no_memory = true;
    return 0;
  }
  transfer->left -= (int64_t)length;
  return length;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *data) {
  ccurl_transfer *transfer = data;
  size_t length = size * count;
  // Every answer begins with its status line; only the last one's headers count.
  if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
    transfer->headers.start = transfer->headers.end = 0;
    transfer->has_headers = false;
  }
  if (length <= 2 && ccurl_status(transfer) >= 200) transfer->has_headers = true;
  if (transfer->headers.end > 1 << 18) return 0;
  // A zero ends each line, so that a value can be handed out as it lies.
  while (length > 0 && strchr("\r\n \t", bytes[length - 1])) length--;
  if (length > 0 && memchr(bytes, 0, length)) return 0;
  return append(&transfer->headers, bytes, length) && append(&transfer->headers, "", 1) ? size * count : 0;
}

ccurl_session *ccurl_open(void) {
  if (!is_bound) return NULL;
  ccurl_session *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  session->multi = curl.multi_init();
  if (!session->multi) {
    free(session);
    return NULL;
  }
  // Parts of a file that shared one connection would be no faster than the whole.
  curl.multi_setopt(session->multi, option_of_session_pipelining, 0L);
  return session;
}

void ccurl_close(ccurl_session *session) {
  if (!session) return;
  curl.multi_cleanup(session->multi);
  free(session);
}

ccurl_transfer *ccurl_new(ccurl_session *session, const char *url, int64_t limit) {
  ccurl_transfer *transfer = calloc(1, sizeof *transfer);
  if (!transfer) return NULL;
  transfer->session = session;
  transfer->left = limit;
  transfer->easy = curl.easy_init();
  if (!transfer->easy || curl.easy_setopt(transfer->easy, option_url, url) != 0) {
    ccurl_free(transfer);
    return NULL;
  }
  curl.easy_setopt(transfer->easy, option_no_signal, 1L);
  curl.easy_setopt(transfer->easy, option_follows, 0L);
  curl.easy_setopt(transfer->easy, option_protocols, (long)protocols_http_and_https);
  curl.easy_setopt(transfer->easy, option_no_proxy_headers, 1L);
  curl.easy_setopt(transfer->easy, option_error_buffer, transfer->error);
  curl.easy_setopt(transfer->easy, option_private, (void *)transfer);
  curl.easy_setopt(transfer->easy, option_write_function, take_body);
  curl.easy_setopt(transfer->easy, option_write_data, (void *)transfer);
  curl.easy_setopt(transfer->easy, option_header_function, take_header);
  curl.easy_setopt(transfer->easy, option_header_data, (void *)transfer);
  return transfer;
}

void ccurl_set_head(ccurl_transfer *transfer) { curl.easy_setopt(transfer->easy, option_no_body, 1L); }

void ccurl_add_header(ccurl_transfer *transfer, const char *line) {
  void *longer = curl.slist_append(transfer->lines, line);
  if (longer) {
    transfer->lines = longer;
  } else {
    transfer->has_no_memory = true;
  }
}

void ccurl_set_certificates(ccurl_transfer *transfer, const char *file) {
  curl.easy_setopt(transfer->easy, option_certificates, file);
}

void ccurl_set_patience(ccurl_transfer *transfer, long connecting, long idle, long speed) {
  curl.easy_setopt(transfer->easy, option_connect_milliseconds, connecting);
  curl.easy_setopt(transfer->easy, option_low_speed, speed);
  curl.easy_setopt(transfer->easy, option_low_speed_time, idle);
}

bool ccurl_start(ccurl_transfer *transfer) {
  if (transfer->has_no_memory) return false;
  curl.easy_setopt(transfer->easy, option_header_list, transfer->lines);
  transfer->is_started = curl.multi_add_handle(transfer->session->multi, transfer->easy) == 0;
  return transfer->is_started;
}

void ccurl_free(ccurl_transfer *transfer) {
  if (!transfer) return;
  if (transfer->is_started) curl.multi_remove_handle(transfer->session->multi, transfer->easy);
  if (transfer->easy) curl.easy_cleanup(transfer->easy);
  if (transfer->lines) curl.slist_free_all(transfer->lines);
  free(transfer->body.bytes);
  free(transfer->headers.bytes);
  free(transfer);
}

static bool read_messages(ccurl_session *session) {
  bool is_any_done = false;
  int left = 0;
  for (message *news; (news = curl.multi_info_read(session->multi, &left));) {
    ccurl_transfer *transfer = NULL;
    if (news->kind != message_done) continue;
    curl.easy_getinfo(news->easy, info_private, (char **)&transfer);
    if (!transfer) continue;
    transfer->result = news->data.result;
    transfer->is_done = is_any_done = true;
  }
  return is_any_done;
}

void ccurl_step(ccurl_session *session, int milliseconds) {
  int running = 0, ready = 0;
  curl.multi_perform(session->multi, &running);
  if (read_messages(session)) return;
  curl.multi_poll(session->multi, NULL, 0, milliseconds, &ready);
  curl.multi_perform(session->multi, &running);
  read_messages(session);
}

bool ccurl_is_done(const ccurl_transfer *transfer) { return transfer->is_done; }

bool ccurl_has_headers(const ccurl_transfer *transfer) { return transfer->has_headers; }

int ccurl_failure(const ccurl_transfer *transfer) { return transfer->result; }

const char *ccurl_message(const ccurl_transfer *transfer) {
  if (transfer->has_no_memory) return "memory ran out";
  if (transfer->left < 0) return "more was sent than was asked for";
  return transfer->error[0] ? transfer->error : curl.easy_strerror(transfer->result);
}

bool ccurl_is_too_large(const ccurl_transfer *transfer) { return transfer->left < 0; }

long ccurl_status(const ccurl_transfer *transfer) {
  long status = 0;
  curl.easy_getinfo(transfer->easy, info_status, &status);
  return status;
}

const char *ccurl_header(const ccurl_transfer *transfer, const char *name) {
  size_t length = strlen(name);
  const char *end = transfer->headers.bytes + transfer->headers.end;
  for (const char *line = transfer->headers.bytes; line && line < end; line += strlen(line) + 1) {
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
    const char *value = line + length + 1;
    return value + strspn(value, " \t");
  }
  return NULL;
}

const char *ccurl_redirect(const ccurl_transfer *transfer) {
  char *address = NULL;
  curl.easy_getinfo(transfer->easy, info_redirect, &address);
  return address;
}

size_t ccurl_available(const ccurl_transfer *transfer) { return transfer->body.end - transfer->body.start; }

size_t ccurl_take(ccurl_transfer *transfer, void *into, size_t room) {
  size_t count = ccurl_available(transfer);
  if (count > room) count = room;
  if (count > 0) memcpy(into, transfer->body.bytes + transfer->body.start, count);
  transfer->body.start += count;
  return count;
}

bool ccurl_origin(const char *address, char *into, size_t room) {
  char *scheme = NULL, *host = NULL, *port = NULL;
  bool is_fine = false;
  void *url = is_bound ? curl.url() : NULL;
  if (url && curl.url_set(url, part_url, address, 0) == 0 && curl.url_get(url, part_scheme, &scheme, 0) == 0 &&
      curl.url_get(url, part_host, &host, 0) == 0 && curl.url_get(url, part_port, &port, flag_default_port) == 0 &&
      (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0)) {
    int length = snprintf(into, room, "%s://%s:%s", scheme, host, port);
    is_fine = length > 0 && (size_t)length < room;
    for (char *letter = into; is_fine && *letter; letter++)
      if (*letter >= 'A' && *letter <= 'Z') *letter += 'a' - 'A';
  }
  if (scheme) curl.free(scheme);
  if (host) curl.free(host);
  if (port) curl.free(port);
  if (url) curl.url_cleanup(url);
  return is_fine;
}
