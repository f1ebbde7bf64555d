// One value of a configuration file on its way into the program: the node, its path, the key's description, and where
// problems go. Conversions are strict and our own; each that fails has reported its problem and gives nothing.
#pragma once

#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/config_problem.hpp"
#include "adapters/yaml/yaml_tree.hpp"
#include "core/text/text_error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// Where the problems and warnings of one file are collected. The vectors outlive it.
struct FileReport {
    std::string file;
    std::vector<ConfigProblem>& problems;
    std::vector<ConfigProblem>& warnings;
};

class YamlValue {
public:
    // What is referred to must outlive this; `key` describes the value, of a list also its items.
    YamlValue(const YamlNode& node, std::string path, const ConfigKey& key, FileReport& report)
        : node_(&node), path_(std::move(path)), key_(&key), report_(&report) {}

    const YamlNode& node() const { return *node_; }
    const ConfigKey& key() const { return *key_; }
    const std::string& path() const { return path_; }
    FileReport& report() const { return *report_; }
    // Where the value was written: the file being read, unless it is inherited from another one.
    const std::string& file() const { return node_->origin ? node_->origin->file : report_->file; }
    bool is(YamlNode::Kind kind) const { return node_->kind == kind; }

    // The value of `entry`, which `key` describes: path "limits" -> "limits.in_flight".
    YamlValue child(const YamlEntry& entry, const ConfigKey& key) const;
    // The n-th item of a sequence: path "accounts" -> "accounts[0]".
    YamlValue item(std::size_t index) const;

    // Reports a sentence about the value. `given` is filled in from the node.
    void refuse(std::string problem, std::string allowed = {}, std::string hint = {}) const;
    // The same, starting with the value in quotes: refuse_given("is not a number") -> "\"x\" is not a number".
    void refuse_given(std::string_view what, std::string allowed = {}, std::string hint = {}) const;
    // About a part of the value's text, at its own column.
    void refuse(const core::TextError& error) const;
    // Without the value, which may be a secret in the wrong place.
    void refuse_concealed(std::string problem, std::string allowed = {}, std::string hint = {}) const;
    // About the key `name` below this value (where there is one), not its value.
    void refuse_key(Position at, std::string_view name, std::string problem, std::string allowed = {},
                    std::string hint = {}) const;
    void refuse_key(const YamlEntry& entry, std::string problem, std::string allowed = {}, std::string hint = {}) const;
    void warn(std::string sentence) const;

private:
    const YamlNode* node_;
    std::string path_;
    const ConfigKey* key_;
    FileReport* report_;
};

// A scalar's text, not empty. Reports a missing value, a mapping, a list.
std::optional<std::string> text_in(const YamlValue& value);
// The same, and the value may be "".
std::optional<std::string> text_or_empty_in(const YamlValue& value);

std::optional<bool> boolean_in(const YamlValue& value);
// Within the key's least and most.
std::optional<std::uint32_t> number_in(const YamlValue& value);
std::optional<std::chrono::milliseconds> duration_in(const YamlValue& value);
// The index of one of the key's words.
std::optional<std::size_t> word_in(const YamlValue& value);

// The items of a list that is not empty; where the key allows a single text, that one.
std::vector<YamlValue> items_in(const YamlValue& value);
// Those of them that are texts, not empty, none twice.
std::vector<YamlValue> texts_in(const YamlValue& value);

// A value that was read goes where it belongs; one that was refused leaves the default.
template <class T, class U>
void store(std::optional<T> value, U& target) {
    if (value) target = static_cast<U>(*std::move(value));
}

}  // namespace ecdsnap::adapters
