#include "adapters/notify/service_answer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace ecdsnap::adapters {
namespace {

using core::ChannelType;
using core::DeliveryResult;

// "Too many messages", "busy": later they are taken.
constexpr std::array<std::int64_t, 4> dingtalk_later{-1, 130101, 130102, 410100};
constexpr std::array<std::int64_t, 3> wecom_later{-1, 45009, 45033};
constexpr std::array<std::int64_t, 3> feishu_later{9499, 11232, 99991400};

DeliveryResult by_status(long status) {
    if (status >= 200 && status < 300) return DeliveryResult::delivered;
    const bool later = status == 408 || status == 425 || status == 429 || status >= 500;
    return later ? DeliveryResult::again : DeliveryResult::refused;
}

template <std::size_t size>
DeliveryResult by_code(std::int64_t code, const std::array<std::int64_t, size>& later) {
    if (code == 0) return DeliveryResult::delivered;
    return std::ranges::count(later, code) > 0 ? DeliveryResult::again : DeliveryResult::refused;
}

// The number under the first of these names; nullopt: it is not such an answer.
std::optional<std::int64_t> code_in(const std::string& body, std::initializer_list<const char*> names) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    for (const char* name : names)
        if (const auto found = json.find(name); found != json.end() && found->is_number_integer())
            return found->get<std::int64_t>();
    return std::nullopt;
}

DeliveryResult by_robot(ChannelType type, const std::string& body) {
    const auto code = type == ChannelType::feishu ? code_in(body, {"code", "StatusCode"}) : code_in(body, {"errcode"});
    if (!code) return DeliveryResult::refused;
    if (type == ChannelType::dingtalk) return by_code(*code, dingtalk_later);
    return type == ChannelType::wecom ? by_code(*code, wecom_later) : by_code(*code, feishu_later);
}

}  // namespace

core::DeliveryEnd judge_http(ChannelType type, long status, const std::string& body) {
    core::DeliveryEnd end;
    end.result = by_status(status);
    const bool is_robot = type == ChannelType::dingtalk || type == ChannelType::wecom || type == ChannelType::feishu;
    if (is_robot && end.result == DeliveryResult::delivered) end.result = by_robot(type, body);
    end.said = body.empty() ? fmt::format("HTTP {}", status) : fmt::format("HTTP {}: {}", status, body);
    return end;
}

}  // namespace ecdsnap::adapters
