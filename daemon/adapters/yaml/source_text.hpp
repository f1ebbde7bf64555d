// A YAML file's text beside the parser: turns byte positions into lines and columns, and finds what yaml-cpp lets pass
// or explains badly.
#pragma once

#include "adapters/yaml/yaml_tree.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

class SourceText {
public:
    // `text` must outlive this.
    explicit SourceText(std::string_view text);

    Position position_of(std::size_t byte) const;
    char at(std::size_t byte) const { return byte < text_.size() ? text_[byte] : '\0'; }
    std::string_view from(std::size_t byte) const { return text_.substr(std::min(byte, text_.size())); }
    std::string_view line_of(std::size_t byte) const;
    std::size_t line_start(std::size_t byte) const;

    // Whether the quoted scalar that starts at `byte` ends: yaml-cpp accepts one that runs into the end of the file.
    bool quote_is_closed(std::size_t byte) const;

private:
    std::string_view text_;
    std::vector<std::size_t> line_starts_;
};

// What is wrong with the bytes themselves, before any parsing: size, encoding, zero bytes.
std::optional<YamlProblem> check_bytes(std::string_view text);

// A directive (%NAME ...) in front of the document other than %YAML: the parser skips it, whatever it was meant to be.
std::optional<YamlProblem> check_directives(std::string_view text);

// A syntax error as yaml-cpp words it ("end of map not found", at a byte), made into something to act on: most are
// values that need quotes.
YamlProblem explain_syntax(const SourceText& source, std::size_t byte, const std::string& message);

}  // namespace ecdsnap::adapters
