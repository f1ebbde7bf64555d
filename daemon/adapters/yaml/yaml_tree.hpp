// YAML as a tree with positions, built from yaml-cpp's events because its own nodes keep duplicate keys, follow aliases
// and lose the difference between quoted and plain text. Accepted is the plain part of YAML: one document of mappings
// with text keys, sequences and scalars; no anchors, aliases, tags or merge keys; at most 32 levels and 1 MiB of UTF-8.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// 1-based; columns are characters, as editors count them. line 0: the file as a whole.
struct Position {
    std::size_t line = 0;
    std::size_t column = 0;

    auto operator<=>(const Position&) const = default;
};

// Where a value was written that did not come with the file being read.
struct YamlOrigin {
    std::string file;           // as messages name it
    std::string template_name;  // empty: in the file's `defaults`
};

struct YamlEntry;

struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;                    // null: nothing, `~` or `null`
    Position at;                               // of the value; of its key where there is nothing
    std::string text;                          // of a scalar
    bool quoted = false;                       // a scalar in quotes or a block
    bool flow = false;                         // a sequence in [] or a mapping in {}
    bool verbatim = false;                     // a scalar that stands in the file as it is in `text`, on one line
    std::shared_ptr<const YamlOrigin> origin;  // null: the file being read
    std::vector<YamlNode> items;               // of a sequence
    std::vector<YamlEntry> entries;  // of a mapping, in the file's order; keys may repeat (there is a problem then)
};

struct YamlEntry {
    std::string key;
    Position key_at;
    YamlNode value;
};

// The value of the key in a mapping: of keys that repeat the last one counts. nullptr: it has no such key.
const YamlNode* last_value(const YamlNode& mapping, std::string_view key);

// Where the byte `column` (1-based) of a scalar's text stands in the file; its start where that can't be told.
Position position_inside(const YamlNode& scalar, std::size_t column);

struct YamlProblem {
    Position at;
    std::string problem;
    std::string hint;  // may be empty
};

struct YamlTree {
    YamlNode root;                      // null for an empty file
    std::vector<YamlProblem> problems;  // empty: the tree is good
    bool complete = true;               // false: `root` holds only what stands before the last problem
};

inline constexpr std::size_t yaml_size_limit = 1024 * 1024;
inline constexpr std::size_t yaml_depth_limit = 32;

YamlTree read_yaml(std::string_view text);

}  // namespace ecdsnap::adapters
