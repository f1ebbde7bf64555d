// Foreign JSON, read without an exception and without repeating any of it.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

using Json = nlohmann::json;

// Leaves none of its texts behind in freed memory.
struct WipeJson {
    void operator()(Json* json) const;
};
using SecretJson = std::unique_ptr<Json, WipeJson>;

// Null: it is no JSON object.
SecretJson parse_object(std::string_view text);

// Empty: absent, or not text.
std::string_view text_in(const Json& object, const char* key);

// nullopt: absent. A number that is none of 0…2^31 counts as 0.
std::optional<std::int64_t> number_in(const Json& object, const char* key);

bool flag_in(const Json& object, const char* key);

std::string lower(std::string_view text);
std::string in_quotes(std::string_view name);  // 'name', printable

}  // namespace ecdsnap::adapters
