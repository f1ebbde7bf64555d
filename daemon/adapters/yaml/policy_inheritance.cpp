#include "adapters/yaml/policy_inheritance.hpp"

#include "adapters/yaml/mapping_reader.hpp"
#include "adapters/yaml/name_list.hpp"
#include "adapters/yaml/policy_layers.hpp"
#include "adapters/yaml/policy_reader.hpp"
#include "core/policy/policy_name.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr ConfigKey layer_key{.type = KeyType::mapping, .children = policy_keys};

const YamlEntry* template_entry(const YamlNode& mapping) {
    const auto found = std::ranges::find(mapping.entries, "template", &YamlEntry::key);
    return found == mapping.entries.end() ? nullptr : &*found;
}

// The template that the mapping names; empty: none, or not in a way that makes sense (which its reader reports).
std::string template_of(const YamlNode& mapping) {
    const auto* entry = template_entry(mapping);
    return entry != nullptr && entry->value.kind == YamlNode::Kind::scalar ? entry->value.text : std::string{};
}

struct NotInherited {
    std::string_view key;
    bool in_templates;  // otherwise only in `defaults`
    const char* problem;
    const char* hint;
};
constexpr std::array<NotInherited, 3> not_inherited{{
    {"name", true, "is not inherited: each policy has its own", "leave it out"},
    {"select", false, "cannot be a default: a policy that forgets its own would cover these desktops",
     "put it into a template"},
    {"template", false, "cannot be a default", "name the template in each policy"},
}};

}  // namespace

Inheritance::Layer Inheritance::layer_of(const YamlValue& value, const std::string& template_name) const {
    Layer layer{value.node(), &value.report(), nullptr};
    layer.origin = std::make_shared<const YamlOrigin>(YamlOrigin{value.report().file, template_name});
    const auto table = template_name.empty() ? defaults_table() : template_table();
    if (!check_is_mapping({value.node(), value.path(), layer_key, value.report()}, infos_of(table.keys))) {
        layer.node = {};
        layer.node.at = value.node().at;
    }
    std::erase_if(layer.node.entries, [&](const YamlEntry& entry) {
        const auto found = std::ranges::find(not_inherited, entry.key, &NotInherited::key);
        if (found == not_inherited.end() || (!template_name.empty() && !found->in_templates)) return false;
        value.refuse_key(entry, found->problem, {}, found->hint);
        return true;
    });
    layer.node.kind = YamlNode::Kind::mapping;
    return layer;
}

void Inheritance::add_defaults(const PolicyFile& file, const YamlValue& defaults) {
    defaults_[&file] = layer_of(defaults, {});
}

void Inheritance::add_templates(const YamlValue& templates) {
    if (!templates.is(YamlNode::Kind::mapping))
        return templates.refuse("templates are written as names with keys below them", {},
                                "for example templates: {daily: {completion: 12h}}");
    for (const auto& entry : templates.node().entries) {
        if (const auto error = core::check_policy_name(entry.key)) {
            templates.refuse_key(entry, fmt::format("\"{}\" {}", entry.key, error->problem), error->allowed,
                                 error->hint);
            continue;
        }
        const auto known = templates_.find(entry.key);
        if (known == templates_.end())
            templates_.emplace(entry.key, layer_of(templates.child(entry, layer_key), entry.key));
        else if (known->second.report != &templates.report())  // twice in one file: that is reported already
            templates.refuse_key(entry,
                                 fmt::format("\"{}\" is also the name of the template at {}:{}", entry.key,
                                             known->second.origin->file, known->second.node.at.line),
                                 {}, "rename one of them");
    }
}

void Inheritance::refuse_unknown(const YamlValue& holder) const {
    static constexpr ConfigKey key{.key = "template", .expected = "the name of a template"};
    const auto* entry = template_entry(holder.node());
    std::vector<std::string> names;
    for (const auto& [name, layer] : templates_)
        names.push_back(name);
    const auto nearest = core::closest(entry->value.text, names);
    holder.child(*entry, key)
        .refuse_given("is no template", names.empty() ? "no file has templates" : name_list(names),
                      nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{});
}

void Inheritance::check_chain(const std::string& name, const Layer& start) const {
    const YamlValue holder(start.node, {}, layer_key, *start.report);
    const auto first = template_of(start.node);
    if (first.empty()) return;
    if (!templates_.contains(first)) return refuse_unknown(holder);
    std::vector<std::string> chain{name};
    for (auto next = first; !next.empty() && templates_.contains(next); next = template_of(templates_.at(next).node)) {
        if (next == name) {
            // One of the circle tells, the first by name.
            if (name != *std::ranges::min_element(chain)) return;
            chain.push_back(next);
            return holder.refuse_key(*template_entry(start.node),
                                     fmt::format("inherits from itself: {}", fmt::join(chain, " -> ")), {},
                                     "leave one `template` out");
        }
        if (std::ranges::find(chain, next) != chain.end()) return;  // a circle further on
        chain.push_back(next);
    }
}

void Inheritance::check_chains() const {
    for (const auto& [name, layer] : templates_)
        check_chain(name, layer);
}

void Inheritance::for_each(const std::function<void(const YamlValue&, const KeyTable<PolicyDraft>&)>& check) const {
    for (const auto& [file, layer] : defaults_)
        check({layer.node, {}, layer_key, *layer.report}, defaults_table());
    for (const auto& [name, layer] : templates_)
        check({layer.node, {}, layer_key, *layer.report}, template_table());
}

YamlNode Inheritance::defaults_of(const PolicyFile& file) const {
    YamlNode all;
    all.kind = YamlNode::Kind::mapping;
    for (const auto* included : file.includes)
        all = layered(all, defaults_of(*included), policy_keys());
    if (const auto own = defaults_.find(&file); own != defaults_.end())
        all = layered(all, with_origin(own->second.node, own->second.origin), policy_keys());
    return all;
}

InheritedPolicy Inheritance::inherited_by(const YamlValue& policy, const PolicyFile& file) const {
    InheritedPolicy inherited;
    std::vector<const Layer*> chain;
    for (auto next = template_of(policy.node()); !next.empty();) {
        const auto found = templates_.find(next);
        const bool again = std::ranges::find(inherited.templates, next) != inherited.templates.end();
        if (found == templates_.end() || again) {
            if (chain.empty()) refuse_unknown(policy);  // what a template names is reported there
            inherited.whole = false;
            break;
        }
        chain.push_back(&found->second);
        inherited.templates.push_back(next);
        next = template_of(found->second.node);
    }
    YamlNode below = defaults_of(file);
    for (auto layer = chain.rbegin(); layer != chain.rend(); ++layer) {
        YamlNode node = with_origin((*layer)->node, (*layer)->origin);
        std::erase_if(node.entries, [](const YamlEntry& entry) { return entry.key == "template"; });
        below = layered(below, node, policy_keys());
    }
    inherited.tree = layered(below, policy.node(), policy_keys());
    return inherited;
}

}  // namespace ecdsnap::adapters
