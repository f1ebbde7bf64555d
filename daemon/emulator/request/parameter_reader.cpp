#include "emulator/request/parameter_reader.hpp"

#include <algorithm>
#include <charconv>

namespace ecdsnap::emulator {

std::optional<std::size_t> ParameterReader::find(std::string_view name) const {
    const auto found = std::ranges::find(parameters_, name, &Parameters::value_type::first);
    if (found == parameters_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - parameters_.begin());
}

void ParameterReader::refuse_with(Refusal refusal) {
    if (!refusal_) refusal_ = std::move(refusal);
}

std::optional<std::string> ParameterReader::optional(std::string_view name) {
    const auto at = find(name);
    if (!at) return std::nullopt;
    read_[*at] = true;
    if (parameters_[*at].second.empty()) return std::nullopt;
    return parameters_[*at].second;
}

std::string ParameterReader::required(std::string_view name) {
    auto value = optional(name);
    if (!value) refuse_with(missing_parameter(name));
    return value ? std::move(*value) : std::string{};
}

std::vector<std::string> ParameterReader::list(std::string_view name, ListSize size) {
    std::vector<std::string> items;
    while (auto item = optional(std::string(name) + '.' + std::to_string(items.size() + 1))) {
        items.push_back(std::move(*item));
    }
    if (items.size() > size.most) {
        refuse_with(invalid_parameter(name, "at most " + std::to_string(size.most) + " items are allowed."));
    }
    if (items.size() < size.least) refuse_with(missing_parameter(std::string(name) + ".1"));
    return items;
}

int ParameterReader::number(std::string_view name, WholeNumber range) {
    const auto text = optional(name);
    if (!text) return range.otherwise;
    int value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || value < range.least || value > range.most) {
        refuse_with(invalid_parameter(
            name, "it must be from " + std::to_string(range.least) + " to " + std::to_string(range.most) + '.'));
        return range.otherwise;
    }
    return value;
}

bool ParameterReader::flag(std::string_view name, bool otherwise) {
    const auto text = optional(name);
    if (!text) return otherwise;
    if (*text != "true" && *text != "false") refuse_with(invalid_parameter(name, "it must be true or false."));
    return *text == "true";
}

std::optional<Instant> ParameterReader::instant(std::string_view name) {
    const auto text = optional(name);
    if (!text) return std::nullopt;
    const auto value = read_instant(*text);
    if (!value) refuse_with(invalid_parameter(name, "it must be UTC of the form yyyy-MM-ddTHH:mm:ssZ."));
    return value;
}

void ParameterReader::unsupported(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (optional(name) || optional(std::string(name) + ".1")) {
            refuse_with(refuse(400, "UnsupportedParameter",
                               "The emulator does not imitate the parameter " + std::string(name) + '.'));
        }
    }
}

std::optional<Refusal> ParameterReader::finish() {
    for (std::size_t i = 0; i < read_.size(); ++i) {
        if (!read_[i]) refuse_with(invalid_parameter(parameters_[i].first, "this action has no such parameter."));
    }
    return refusal_;
}

}  // namespace ecdsnap::emulator
