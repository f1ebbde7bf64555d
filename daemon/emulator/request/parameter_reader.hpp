// Reads an action's parameters one by one and remembers the first thing that is wrong; what nobody has asked for by the
// end is refused as unknown. After a refusal the values read are placeholders and must not be used.
#pragma once

#include "emulator/refusal.hpp"
#include "emulator/request/query_text.hpp"
#include "emulator/time_text.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

/// How many items a list may or must have.
struct ListSize {
    std::size_t least = 0;
    std::size_t most = 100;
};

struct WholeNumber {
    int least = 1;
    int most = 100;
    int otherwise = 10;  // when the parameter did not come
};

class ParameterReader {
public:
    explicit ParameterReader(const Parameters& parameters) : parameters_(parameters), read_(parameters.size()) {}

    std::string required(std::string_view name);
    std::optional<std::string> optional(std::string_view name);           // an empty value counts as absent
    std::vector<std::string> list(std::string_view name, ListSize size);  // name.1, name.2, ... without a gap
    int number(std::string_view name, WholeNumber range);
    bool flag(std::string_view name, bool otherwise);
    std::optional<Instant> instant(std::string_view name);

    /// Parameters that the service has and this emulator does not imitate: refused, not ignored.
    void unsupported(std::initializer_list<std::string_view> names);

    void refuse_with(Refusal refusal);

    /// The first problem; else the first unknown parameter; else nothing.
    std::optional<Refusal> finish();

private:
    std::optional<std::size_t> find(std::string_view name) const;

    const Parameters& parameters_;
    std::vector<bool> read_;
    std::optional<Refusal> refusal_;
};

}  // namespace ecdsnap::emulator
