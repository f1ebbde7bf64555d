// Which class of error an answer of the gateway is. The cloud publishes no closed list of codes, so they are recognised
// by pattern.
#pragma once

#include "core/error.hpp"

#include <string_view>

namespace ecdsnap::core {

// `code` as the error body has it (empty: it had none); `retry_named`: the answer said when to come again, which
// Alibaba's own clients take as throttling whatever the code is. A code that fits no pattern is `temporary`, so that
// the task's window bounds the retries.
enum class RetryNamed : std::uint8_t { no, yes };
ErrorClass classify(int http_status, std::string_view code, RetryNamed retry_named);

}  // namespace ecdsnap::core
