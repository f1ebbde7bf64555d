#include "adapters/yaml/effective_policy.hpp"

#include "adapters/yaml/yaml_writer.hpp"
#include "core/text/printable.hpp"
#include "core/text/utf8.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr std::size_t comment_column = 60;

using Path = std::vector<std::string>;

Path below(const Path& path, std::string_view key) {
    Path longer = path;
    longer.emplace_back(key);
    return longer;
}

class Collector {
public:
    explicit Collector(const std::string& file) : file_(&file) {}

    void collect(const YamlNode* mapping, const std::vector<ConfigKey>& keys, const Path& path) {
        for (const auto& key : keys) {
            const auto* value = value_of(mapping, key.key);
            if (is_idle(key, mapping)) continue;
            const bool deeper = key.type == KeyType::mapping && key.children != nullptr && !key.whole;
            if (deeper && (value == nullptr || value->kind == YamlNode::Kind::mapping))
                collect(value, key.children(), below(path, key.key));
            else if (value != nullptr)
                take(*value, below(path, key.key));
            else if (!key.standard.empty() && !ruled_out(key.key, mapping, keys))
                found.push_back({below(path, key.key), read_yaml(key.standard).root, ValueSource::built_in, {}, 0, {}});
        }
    }

    std::vector<EffectiveKey> found;

private:
    static const YamlNode* value_of(const YamlNode* mapping, std::string_view key) {
        return mapping == nullptr ? nullptr : last_value(*mapping, key);
    }

    // What it needs beside it is not there: its default would say nothing, nor does what is inherited.
    static bool is_idle(const ConfigKey& key, const YamlNode* mapping) {
        return !key.needs.empty() && std::ranges::none_of(key.needs, [&](std::string_view other) {
            return value_of(mapping, other) != nullptr;
        });
    }

    // A key beside it stands in its place, and its default would say nothing.
    static bool ruled_out(std::string_view name, const YamlNode* mapping, const std::vector<ConfigKey>& keys) {
        return std::ranges::any_of(keys, [&](const ConfigKey& other) {
            return std::ranges::find(other.rivals, name) != other.rivals.end() &&
                   value_of(mapping, other.key) != nullptr;
        });
    }

    // Mappings without a table of their own, such as tags, are taken apart by what is written.
    void take(const YamlNode& value, const Path& path) {
        if (value.kind == YamlNode::Kind::mapping && !value.entries.empty()) {
            for (const auto& entry : value.entries)
                take(entry.value, below(path, entry.key));
            return;
        }
        EffectiveKey key{path, value, ValueSource::policy, *file_, value.at.line, {}};
        if (const auto& origin = value.origin) {
            key.file = origin->file;
            key.source = origin->template_name.empty() ? ValueSource::defaults : ValueSource::named_template;
            key.template_name = origin->template_name;
        }
        found.push_back(std::move(key));
    }

    const std::string* file_;
};

std::string with_comment(std::string line, const std::string& comment) {
    const auto width = core::utf8_length(line);
    line.append(width + 2 <= comment_column ? comment_column - width : 2, ' ');
    return line + "# " + core::printable(comment) + "\n";
}

// The lines above `path` that the one before has not opened yet.
void open_mappings(std::string& out, const Path& before, const Path& path, std::size_t depth) {
    std::size_t same = 0;
    while (same + 1 < before.size() && same + 1 < path.size() && before[same] == path[same])
        ++same;
    for (; same + 1 < path.size(); ++same)
        out += fmt::format("{}{}:\n", std::string((depth + same) * 2, ' '), yaml_key(path[same]));
}

}  // namespace

std::vector<EffectiveKey> effective_keys(const YamlNode& policy, const std::vector<ConfigKey>& keys,
                                         const std::string& file) {
    Collector collector(file);
    collector.collect(&policy, keys, {});
    // What is inherited is in it already.
    std::erase_if(collector.found, [](const EffectiveKey& key) { return key.path == Path{"template"}; });
    return std::move(collector.found);
}

std::string source_text(const EffectiveKey& key) {
    if (key.source == ValueSource::built_in) return "default";
    const auto place = fmt::format("{}:{}", key.file, key.line);
    if (key.source == ValueSource::named_template) return fmt::format("{} (template {})", place, key.template_name);
    return key.source == ValueSource::defaults ? place + " (defaults)" : place;
}

std::string effective_text(const EffectivePolicy& policy) {
    std::string out = fmt::format("# {} as it is in force; written at {}:{}", core::printable(policy.name),
                                  core::printable(policy.file), policy.line);
    if (!policy.templates.empty()) out += fmt::format(", from template {}", fmt::join(policy.templates, ", "));
    out += "\npolicies:\n";
    constexpr std::size_t depth = 2;  // below "  - "
    Path before;
    for (const auto& key : policy.keys) {
        const bool first = before.empty();
        open_mappings(out, before, key.path, depth);
        auto line = fmt::format("{}{}: {}", std::string((depth + key.path.size() - 1) * 2, ' '),
                                yaml_key(key.path.back()), yaml_text(key.value));
        if (first) line.replace(2, 1, "-");
        out += with_comment(std::move(line), source_text(key));
        before = key.path;
    }
    return out;
}

}  // namespace ecdsnap::adapters
