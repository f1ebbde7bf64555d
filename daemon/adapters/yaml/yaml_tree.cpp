#include "adapters/yaml/yaml_tree.hpp"

#include "adapters/yaml/source_text.hpp"
#include "core/text/utf8.hpp"

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace ecdsnap::adapters {
namespace {

// Receives the parser's events and grows the tree. After the first thing that YAML allows and we do not, the rest of
// the file is ignored: it would be misread.
class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(const SourceText& source, YamlTree& tree) : source_(source), tree_(tree) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ < 2) return;
        const bool marked = source_.from(byte_of(mark)).starts_with("---");
        refuse(mark, marked ? "a second document starts here" : "text behind the end of the document",
               marked ? "one file holds one document; use a file for each" : "");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (!accepts(mark, {}, anchor)) return;
        YamlNode node;
        // An empty value's mark is the next token's, wherever that is; only a written null has a position of its own.
        const char first = source_.at(byte_of(mark));
        const bool written = first == '~' || first == 'n' || first == 'N';
        node.at = written || open_.empty() ? position_of(mark) : open_.back().value_at(position_of(mark));
        add(mark, std::move(node));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "aliases (*name) are not supported", "a value that starts with * needs quotes");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        if (!accepts(mark, tag, anchor)) return;
        const auto byte = byte_of(mark);
        const bool in_quotes = source_.at(byte) == '"' || source_.at(byte) == '\'';
        if (in_quotes && !source_.quote_is_closed(byte)) return refuse(mark, "the quote is never closed", "");
        YamlNode node;
        node.kind = YamlNode::Kind::scalar;
        node.at = position_of(mark);
        node.text = value;
        node.quoted = tag == "!";
        node.verbatim = source_.from(byte + (in_quotes ? 1 : 0)).starts_with(value);
        add(mark, std::move(node));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, YamlNode::Kind::sequence, style);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, YamlNode::Kind::mapping, style);
    }
    void OnMapEnd() override { close(); }

    void refuse(const YAML::Mark& mark, std::string problem, std::string hint) {
        stop({position_of(mark), std::move(problem), std::move(hint)});
    }
    void stop(YamlProblem problem) {
        if (!tree_.complete) return;
        tree_.problems.push_back(std::move(problem));
        tree_.complete = false;
    }

private:
    // A mapping or sequence whose end has not come yet. The node stays where it is: only the innermost one grows.
    struct Open {
        YamlNode* node = nullptr;
        std::map<std::string, Position> keys;  // seen in a mapping
        bool wants_value = false;              // in a mapping: the last entry has its key only

        Position value_at(Position fallback) const {
            if (node->kind == YamlNode::Kind::mapping) return wants_value ? node->entries.back().key_at : fallback;
            return node->at;
        }
    };

    std::size_t byte_of(const YAML::Mark& mark) const {
        return mark.pos < 0 ? std::string_view::npos : static_cast<std::size_t>(mark.pos);
    }
    Position position_of(const YAML::Mark& mark) const { return source_.position_of(byte_of(mark)); }

    bool accepts(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (!tree_.complete) return false;
        if (anchor != YAML::NullAnchor) refuse(mark, "anchors (&name) are not supported", "write the value out");
        // Plain values come with "?", quoted ones and blocks with "!"; every other tag was written by hand.
        const bool own_tag =
            tag == "!" && std::string_view("\"'|>").find(source_.at(byte_of(mark))) == std::string::npos;
        if (own_tag || (!tag.empty() && tag != "?" && tag != "!"))
            refuse(mark, "tags (!name) are not supported", "a value that starts with ! needs quotes");
        return tree_.complete;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind,
              YAML::EmitterStyle::value style) {
        if (!accepts(mark, tag, anchor)) return;
        if (open_.size() == yaml_depth_limit)
            return refuse(mark, fmt::format("more than {} levels", yaml_depth_limit), "");
        YamlNode node;
        node.kind = kind;
        node.at = position_of(mark);
        node.flow = style == YAML::EmitterStyle::Flow;
        if (auto* placed = add(mark, std::move(node))) open_.push_back({placed, {}, false});
    }

    void close() {
        if (tree_.complete) open_.pop_back();
    }

    // Puts a node where the next one belongs; nullptr: it was a key or is refused.
    YamlNode* add(const YAML::Mark& mark, YamlNode node) {
        if (open_.empty()) return &(tree_.root = std::move(node));
        auto& parent = open_.back();
        if (parent.node->kind == YamlNode::Kind::sequence) return &parent.node->items.emplace_back(std::move(node));
        if (parent.wants_value) {
            parent.wants_value = false;
            return &(parent.node->entries.back().value = std::move(node));
        }
        add_key(mark, parent, std::move(node));
        return nullptr;
    }

    void add_key(const YAML::Mark& mark, Open& parent, YamlNode key) {
        if (key.kind != YamlNode::Kind::scalar)
            return refuse(mark, key.kind == YamlNode::Kind::null ? "a key is missing" : "a key must be plain text", "");
        if (key.text == "<<" && !key.quoted)
            return refuse(mark, "merge keys (<<) are not supported", "write the keys out");
        const auto [first, is_new] = parent.keys.try_emplace(key.text, key.at);
        if (!is_new)
            tree_.problems.push_back(
                {key.at,
                 fmt::format("\"{}\" stands here a second time; the first is in line {}", key.text, first->second.line),
                 "keep one of them"});
        parent.node->entries.push_back({std::move(key.text), key.at, {}});
        parent.wants_value = true;
    }

    const SourceText& source_;
    YamlTree& tree_;
    std::vector<Open> open_;
    int documents_ = 0;
};

}  // namespace

const YamlNode* last_value(const YamlNode& mapping, std::string_view key) {
    const auto found = std::find_if(mapping.entries.rbegin(), mapping.entries.rend(),
                                    [&](const YamlEntry& entry) { return entry.key == key; });
    return found == mapping.entries.rend() ? nullptr : &found->value;
}

Position position_inside(const YamlNode& scalar, std::size_t column) {
    if (!scalar.verbatim || column == 0 || column > scalar.text.size() + 1) return scalar.at;
    const auto before = core::utf8_length(std::string_view(scalar.text).substr(0, column - 1));
    return {scalar.at.line, scalar.at.column + (scalar.quoted ? 1 : 0) + before};
}

YamlTree read_yaml(std::string_view text) {
    YamlTree tree;
    if (auto problem = check_bytes(text)) {
        tree.problems.push_back(*std::move(problem));
        tree.complete = false;
        return tree;
    }
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    const SourceText source(text);
    TreeBuilder builder(source, tree);
    if (auto problem = check_directives(text)) builder.stop(*std::move(problem));
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        // Left at the second document: of a stray "," the parser makes empty ones without end.
        while (tree.complete && parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& error) {
        const auto byte = error.mark.is_null() ? text.size() : static_cast<std::size_t>(error.mark.pos);
        builder.stop(explain_syntax(source, byte, error.msg));
    }
    return tree;
}

}  // namespace ecdsnap::adapters
