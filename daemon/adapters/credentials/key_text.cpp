#include "adapters/credentials/key_text.hpp"

#include "adapters/credentials/ini_text.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace ecdsnap::adapters {
namespace {

using Json = nlohmann::json;

core::TextError wrong(std::string problem, std::string hint = {}) {
    return {0, std::move(problem), {}, std::move(hint)};
}

std::string in_quotes(std::string_view name) {
    return "'" + core::printable(name) + "'";
}

// Keys travel in headers: what is not printable ASCII without spaces was torn or pasted wrongly.
bool is_key_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

std::optional<Json> parse_object(std::string_view text) {
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

// Empty: absent, or not text.
std::string_view text_in(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string names_of(const Json& profiles) {
    std::string names;
    for (const Json& profile : profiles)
        if (profile.is_object()) names += (names.empty() ? "" : ", ") + in_quotes(text_in(profile, "name"));
    return names.empty() ? "none" : names;
}

KeyResult key_of_profile(const Json& profile, const std::string& name) {
    const std::string_view mode = text_in(profile, "mode");
    const bool has_token = lower(mode) == "ststoken";
    if (!has_token && lower(mode) != "ak")
        return wrong(fmt::format("profile {} has mode {}, which this version does not support", in_quotes(name),
                                 mode.empty() ? "(none)" : in_quotes(mode)),
                     "it supports AK and StsToken");
    const auto token = has_token ? text_in(profile, "sts_token") : std::string_view();
    if (has_token && token.empty())
        return wrong(fmt::format("profile {} has mode StsToken but no sts_token", in_quotes(name)));
    auto key = make_key(text_in(profile, "access_key_id"), text_in(profile, "access_key_secret"), token,
                        "access_key_id", "access_key_secret");
    if (!key) return wrong(fmt::format("profile {} {}", in_quotes(name), key.error().problem));
    return key;
}

KeyResult key_of_section(const IniSection& section) {
    const auto type = section.get("type");
    if (!type.empty() && lower(type) != "access_key")
        return wrong(fmt::format("has type {}, which this version does not support", in_quotes(type)),
                     "it supports access_key");
    return make_key(section.get("access_key_id"), section.get("access_key_secret"), section.get("security_token"),
                    "access_key_id", "access_key_secret");
}

}  // namespace

KeyResult make_key(std::string_view id, std::string_view secret, std::string_view token, std::string_view id_name,
                   std::string_view secret_name) {
    if (id.empty()) return wrong(fmt::format("has no {}", id_name));
    if (secret.empty()) return wrong(fmt::format("has no {}", secret_name));
    if (!is_key_text(id) || !is_key_text(secret) || !is_key_text(token))
        return wrong("has a space or an unprintable character in its key or token");
    ports::Credentials key;
    key.access_key_id = id;
    key.access_key_secret = core::Secret(std::string(secret));
    if (!token.empty()) key.security_token = core::Secret(std::string(token));
    return key;
}

KeyResult key_of_cli_profile(std::string_view text, std::string_view profile, std::string& chosen) {
    const auto json = parse_object(text);
    if (!json) return wrong("is not a JSON object");
    chosen = profile.empty() ? text_in(*json, "current") : profile;
    if (chosen.empty()) return wrong("names no current profile", "aliyun configure switch --profile NAME");
    const auto profiles = json->find("profiles");
    if (profiles == json->end() || !profiles->is_array()) return wrong("has no profiles");
    for (const Json& each : *profiles)
        if (each.is_object() && text_in(each, "name") == chosen) return key_of_profile(each, chosen);
    return wrong(fmt::format("has no profile {} (it has {})", in_quotes(chosen), names_of(*profiles)));
}

KeyResult key_of_ini(std::string_view text, std::string_view profile) {
    const IniText ini(text);
    const IniSection* const section = ini.find(profile);
    if (section == nullptr) return wrong(fmt::format("has no section [{}]", core::printable(profile)));
    auto key = key_of_section(*section);
    if (!key)
        return wrong(fmt::format("in section [{}] {}", core::printable(profile), key.error().problem),
                     key.error().hint);
    return key;
}

KeyResult key_of_file(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (start == std::string_view::npos) return wrong("is empty");
    if (text[start] != '{') {
        const IniText ini(text);
        const IniSection* const section = ini.find("default") != nullptr ? ini.find("default") : ini.find("");
        if (section == nullptr) return wrong("has neither a JSON object nor a section [default]");
        return key_of_section(*section);
    }
    const auto json = parse_object(text.substr(start));
    if (!json) return wrong("is not valid JSON");
    return make_key(text_in(*json, "access_key_id"), text_in(*json, "access_key_secret"),
                    text_in(*json, "security_token"), "access_key_id", "access_key_secret");
}

}  // namespace ecdsnap::adapters
