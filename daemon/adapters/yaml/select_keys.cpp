// The keys of a policy's `select`.
#include "adapters/yaml/policy_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecdsnap::adapters {
namespace {

void read_ids(const YamlValue& value, PolicyDraft& draft) {
    for (const auto& item : texts_in(value)) {
        const auto& id = item.node().text;
        const bool pattern = id.find_first_of("*?") != std::string::npos;
        if (!id.starts_with("ecd-") || id.size() == 4 || pattern)
            item.refuse_given("is not a desktop's id", "ecd-...", pattern ? "patterns belong to select.name" : "");
        draft.select.ids.insert(id);
    }
}

void read_names(const YamlValue& value, PolicyDraft& draft) {
    for (const auto& item : texts_in(value))
        draft.select.names.push_back(item.node().text);
}

void read_tags(const YamlValue& value, PolicyDraft& draft) {
    if (!value.is(YamlNode::Kind::mapping)) {
        const bool missing = value.is(YamlNode::Kind::null);
        return value.refuse(missing ? "the value is missing" : "tags are written as keys and values", {},
                            "for example {env: prod}");
    }
    for (const auto& entry : value.node().entries)
        if (auto text = text_or_empty_in(value.child(entry, value.key())))
            draft.select.tags.push_back({entry.key, *std::move(text)});
}

void read_office_sites(const YamlValue& value, PolicyDraft& draft) {
    if (!draft.select.office_sites.empty())
        return value.refuse("office_site and office_sites are the same key", {}, "keep one of them");
    for (const auto& item : texts_in(value))
        draft.select.office_sites.push_back(item.node().text);
}

constexpr ConfigKey office_sites{.key = "office_sites",
                                 .type = KeyType::texts,
                                 .single = true,
                                 .expected = "one id of an office site or a list of them",
                                 .meaning = "Desktops of these office sites."};

constexpr ConfigKey office_site{.key = "office_site",
                                .type = KeyType::texts,
                                .single = true,
                                .expected = "one id of an office site or a list of them",
                                .meaning = "The same as office_sites."};

constexpr std::array<Key<PolicyDraft>, 5> keys{{
    {{.key = "ids",
      .type = KeyType::texts,
      .single = true,
      .expected = "one id, such as ecd-1abc, or a list of them",
      .meaning = "Exactly these desktops."},
     read_ids},
    {{.key = "name",
      .type = KeyType::texts,
      .single = true,
      .expected = "one pattern or a list of them; * is any text, ? one character, \\ takes the next one as it is",
      .meaning = "Desktops whose name matches one of these patterns; \"*\" is every desktop."},
     read_names},
    {{.key = "tags",
      .type = KeyType::other,
      .expected = "tag keys with their values",
      .meaning = "Desktops that have all of these tags, exactly as written."},
     read_tags},
    {office_sites, read_office_sites},
    {office_site, read_office_sites},
}};

constexpr std::array<std::string_view, 3> later{"all", "any", "not"};

}  // namespace

KeyTable<PolicyDraft> select_table() {
    return {keys, later};
}

}  // namespace ecdsnap::adapters
