// What the headers of an answer say: pure.
#pragma once

#include "core/time.hpp"
#include "ports/http_transport.hpp"

#include <optional>
#include <string_view>

namespace ecdsnap::adapters {

// The time the service named: x-acs-retry-after (ms), else the larger TimeLeft (ms) of x-ratelimit-user-api and
// x-ratelimit-user, else Retry-After (seconds, or a date, which counts from the answer's own Date). Zero, the past and
// nonsense count as absent; at most a day.
std::optional<core::Millis> retry_after(const ports::HttpAnswer& answer);

// Whether the answer says by itself that it is a throttling one: x-acs-retry-after (with any status), or Retry-After
// with 429 or 503. The x-ratelimit headers may come with any answer and prove nothing.
bool names_retry(const ports::HttpAnswer& answer);

// The Date header, "Sun, 06 Nov 1994 08:49:37 GMT"; nullopt: absent or of another form.
std::optional<core::WallTime> server_date(const ports::HttpAnswer& answer);

}  // namespace ecdsnap::adapters
