#include "core/policy/name_expression.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <cstdint>
#include <utility>

namespace ecdsnap::core {
namespace {

constexpr std::size_t longest = 1'000;
constexpr std::int64_t most_memory = 1 << 20;  // bytes; a name is short, so that nothing sensible needs more

constexpr const char* allowed = "a regular expression as RE2 takes it";

}  // namespace

TextResult<Condition> name_expression(std::string expression, std::string path) {
    if (expression.size() > longest)
        return TextError{0, fmt::format("has {} characters", expression.size()), fmt::format("at most {}", longest)};
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(most_memory);
    auto compiled = std::make_shared<const re2::RE2>(expression, options);
    if (!compiled->ok())
        return TextError{0, fmt::format("is not a regular expression: {}", compiled->error()), allowed,
                         expression.starts_with('*') ? "patterns such as \"win-*\" belong to name" : ""};
    Condition made = condition(ConditionKind::name_matches, {std::move(expression)}, std::move(path));
    made.expression = std::move(compiled);
    return made;
}

}  // namespace ecdsnap::core
