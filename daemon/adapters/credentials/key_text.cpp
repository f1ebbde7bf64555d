#include "adapters/credentials/key_text.hpp"

#include "adapters/credentials/ini_text.hpp"
#include "adapters/credentials/key_json.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ecdsnap::adapters {
namespace {

core::TextError wrong(std::string problem, std::string hint = {}) {
    return {0, std::move(problem), {}, std::move(hint)};
}

// Keys travel in headers: what is not printable ASCII without spaces was torn or pasted wrongly.
bool is_key_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

RecipeResult with_role(KeyResult key, core::AssumedRole role) {
    if (!key) return key.error();
    KeyRecipe recipe;
    recipe.key = std::move(*key);
    recipe.roles.push_back(std::move(role));
    return recipe;
}

RecipeResult at_hand(KeyResult key) {
    if (!key) return key.error();
    KeyRecipe recipe;
    recipe.key = std::move(*key);
    return recipe;
}

KeyResult key_of_section(const IniSection& section) {
    return make_key(section.get("access_key_id"), section.get("access_key_secret"), section.get("security_token"),
                    "access_key_id", "access_key_secret");
}

RecipeResult role_of_section(const IniSection& section) {
    core::AssumedRole role;
    role.role_arn = section.get("role_arn");
    role.session_name = section.get("role_session_name");
    role.policy = section.get("policy");
    return with_role(key_of_section(section), std::move(role));
}

RecipeResult recipe_of_section(const IniSection& section) {
    const std::string type = lower(section.get("type"));
    if (type.empty() || type == "access_key") return at_hand(key_of_section(section));
    if (type == "ram_role_arn") return role_of_section(section);
    if (type == "ecs_ram_role") {
        KeyRecipe recipe;
        recipe.kind = KeyRecipe::Kind::metadata;
        recipe.text = section.get("role_name");
        return recipe;
    }
    return wrong(fmt::format("has type {}, which is not supported", in_quotes(section.get("type"))),
                 "types are access_key, ecs_ram_role and ram_role_arn");
}

// Three parts and an end, as Alibaba's services spell them.
KeyResult key_of_object(const Json& object) {
    auto key = make_key(text_in(object, "AccessKeyId"), text_in(object, "AccessKeySecret"),
                        text_in(object, "SecurityToken"), "AccessKeyId", "AccessKeySecret");
    if (!key) return key;
    if (!key->security_token) return wrong("has no SecurityToken");
    key->expires = core::utc_from(text_in(object, "Expiration"));
    if (!key->expires) return wrong("has no readable Expiration");
    return key;
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

RecipeResult recipe_of_ini(std::string_view text, std::string_view profile) {
    const IniText ini(text);
    const IniSection* const section = ini.find(profile);
    if (section == nullptr) return wrong(fmt::format("has no section [{}]", core::printable(profile)));
    auto recipe = recipe_of_section(*section);
    if (!recipe)
        return wrong(fmt::format("in section [{}] {}", core::printable(profile), recipe.error().problem),
                     recipe.error().hint);
    return recipe;
}

RecipeResult recipe_of_file(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (start == std::string_view::npos) return wrong("is empty");
    if (text[start] != '{') {
        const IniText ini(text);
        const IniSection* const section = ini.find("default") != nullptr ? ini.find("default") : ini.find("");
        if (section == nullptr) return wrong("has neither a JSON object nor a section [default]");
        return recipe_of_section(*section);
    }
    const auto json = parse_object(text.substr(start));
    if (!json) return wrong("is not valid JSON");
    return at_hand(make_key(text_in(*json, "access_key_id"), text_in(*json, "access_key_secret"),
                            text_in(*json, "security_token"), "access_key_id", "access_key_secret"));
}

KeyResult key_of_process(std::string_view output) {
    const auto json = parse_object(output);
    if (!json) return wrong("printed no JSON object");
    const std::string mode = lower(text_in(*json, "mode"));
    if (!mode.empty() && mode != "ak" && mode != "ststoken")
        return wrong(fmt::format("printed a key of mode {}", in_quotes(text_in(*json, "mode"))),
                     "modes are AK and StsToken");
    auto key = make_key(text_in(*json, "access_key_id"), text_in(*json, "access_key_secret"),
                        text_in(*json, "sts_token"), "access_key_id", "access_key_secret");
    if (!key) return wrong("printed a key that " + key.error().problem);
    if (mode == "ststoken" && !key->security_token) return wrong("printed a key that has no sts_token");
    key->expires = core::utc_from(text_in(*json, "expiration"));
    return key;
}

KeyResult key_of_answer(std::string_view body, CodeNeeded code_needed) {
    const auto json = parse_object(body);
    if (!json) return wrong("answered no JSON object");
    const std::string_view code = text_in(*json, "Code");
    const bool may_lack = code_needed == CodeNeeded::if_any && !json->contains("Code");
    if (code != "Success" && !may_lack)
        return wrong(fmt::format("answered with code {}", code.empty() ? "(none)" : in_quotes(code)));
    auto key = key_of_object(*json);
    if (!key) return wrong("answered with a key that " + key.error().problem);
    return key;
}

KeyResult key_of_sts(std::string_view body) {
    const auto json = parse_object(body);
    if (!json) return wrong("answered no JSON object");
    const auto found = json->find("Credentials");
    if (found == json->end() || !found->is_object()) return wrong("answered without Credentials");
    auto key = key_of_object(*found);
    if (!key) return wrong("answered with a key that " + key.error().problem);
    return key;
}

}  // namespace ecdsnap::adapters
