#include "cli/option_table/option_value.hpp"

#include <CLI/CLI.hpp>

namespace ecdsnap::cli {
namespace {

// "{a,b}" -> a, b
std::vector<std::string> choices_in(const std::string& allowed) {
    if (allowed.size() < 2 || allowed.front() != '{' || allowed.back() != '}') return {};
    return CLI::detail::split(allowed.substr(1, allowed.size() - 2), ',');
}

}  // namespace

OptionValue value_of(const CLI::Option& option) {
    OptionValue value;
    if (option.get_items_expected_max() == 0) return value;
    const auto words = option.get_type_name();  // "NAME:what the checks say"
    const auto colon = words.find(':');
    value.name = words.substr(0, colon);
    if (colon != words.npos) value.allowed = words.substr(colon + 1);
    value.choices = choices_in(value.allowed);
    value.optional = option.get_expected_min() == 0;
    value.repeated = option.get_items_expected_max() > 1;
    return value;
}

}  // namespace ecdsnap::cli
