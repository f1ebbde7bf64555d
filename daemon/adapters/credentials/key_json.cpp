#include "adapters/credentials/key_json.hpp"

#include "core/secret.hpp"
#include "core/text/printable.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

namespace {

// Without recursion: who answers decides how deep it goes.
void wipe(Json& json) {
    std::vector<Json*> open{&json};
    while (!open.empty()) {
        Json* const next = open.back();
        open.pop_back();
        if (auto* const text = next->get_ptr<std::string*>()) {
            const core::Secret wiped(std::move(*text));
            continue;
        }
        if (next->is_structured())
            for (Json& each : *next)
                open.push_back(&each);
    }
}

}  // namespace

void WipeJson::operator()(Json* json) const {
    wipe(*json);
    delete json;
}

SecretJson parse_object(std::string_view text) {
    SecretJson json(new Json(Json::parse(text, nullptr, false)));
    return json->is_object() ? std::move(json) : nullptr;
}

std::string_view text_in(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

std::optional<std::int64_t> number_in(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return std::nullopt;
    constexpr std::uint64_t most = std::uint64_t{1} << 31U;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most) return 0;
    return found->get<std::int64_t>();
}

bool flag_in(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string in_quotes(std::string_view name) {
    return "'" + core::printable(name) + "'";
}

}  // namespace ecdsnap::adapters
