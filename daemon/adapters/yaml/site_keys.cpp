// The regions of an account, and where the calls of each go.
#include "adapters/yaml/account_draft.hpp"
#include "adapters/yaml/endpoint_text.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ecdsnap::adapters {
namespace {

constexpr const char* region_ids = "ids such as cn-hangzhou";
constexpr std::string_view region_place = "{region}";

bool is_region_id(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

constexpr std::array<Key<AccountDraft>, 1> keys{{
    {{.key = "all_from",
      .required = true,
      .expected = "the id of a region, such as ap-southeast-1",
      .meaning = "All regions that the cloud names, asked in this one."},
     [](const YamlValue& value, AccountDraft& draft) {
         const auto region = text_in(value);
         if (!region) return;
         if (!is_region_id(*region)) return value.refuse_given("is not a region", region_ids);
         draft.account.all_regions->asked_in = *region;
     }},
}};

// Without the places that are filled in for each region.
std::string for_some_region(std::string url) {
    for (auto at = url.find(region_place); at != std::string::npos; at = url.find(region_place, at))
        url.replace(at, region_place.size(), "cn-hangzhou");
    return url;
}

// nullopt: it is none, which has been told.
std::optional<std::string> address_in(const YamlValue& value, const std::string& checked) {
    if (const auto error = check_endpoint(checked)) {
        value.refuse_concealed(error->problem, std::string(endpoint_allowed), error->hint);
        return std::nullopt;
    }
    return value.node().text;
}

void read_own_addresses(const YamlValue& value, AccountDraft& draft) {
    constexpr ConfigKey own{.expected = "https://HOST[:PORT], or http:// on loopback"};
    if (value.node().entries.empty()) value.refuse("the mapping is empty", std::string(endpoint_allowed));
    for (const YamlEntry& entry : value.node().entries) {
        const YamlValue address = value.child(entry, own);
        if (!is_region_id(entry.key))
            value.refuse_key(entry, "\"" + entry.key + "\" is not a region", region_ids);
        else if (const auto text = text_in(address))
            if (auto url = address_in(address, *text)) draft.account.endpoint.of_region[entry.key] = std::move(*url);
    }
}

const YamlEntry* entry_of(const YamlNode& mapping, std::string_view key) {
    const auto found = std::ranges::find(mapping.entries, key, &YamlEntry::key);
    return found == mapping.entries.end() ? nullptr : &*found;
}

}  // namespace

std::vector<ConfigKey> regions_keys() {
    return infos_of(std::span<const Key<AccountDraft>>(keys));
}

void read_regions(const YamlValue& value, AccountDraft& draft) {
    if (value.is(YamlNode::Kind::scalar) && value.node().text == "all") {
        draft.account.all_regions.emplace();
        return;
    }
    if (value.is(YamlNode::Kind::mapping)) {
        draft.account.all_regions.emplace();
        return read_mapping(value, KeyTable<AccountDraft>{keys, {}}, draft);
    }
    for (const auto& item : texts_in(value)) {
        const auto& region = item.node().text;
        if (!is_region_id(region)) item.refuse_given("is not a region", region_ids);
        draft.account.regions.push_back(region);
    }
}

void read_endpoint(const YamlValue& value, AccountDraft& draft) {
    if (value.is(YamlNode::Kind::mapping)) return read_own_addresses(value, draft);
    const auto text = text_in(value);
    if (text) draft.account.endpoint.usual = address_in(value, for_some_region(*text));
}

void check_sites(const YamlValue& account, const AccountDraft& draft) {
    const core::AccountSettings& settings = draft.account;
    if (settings.all_regions || settings.regions.empty()) return;
    const YamlEntry* endpoint = entry_of(account.node(), "endpoint");
    if (endpoint == nullptr || endpoint->value.kind != YamlNode::Kind::mapping) return;
    for (const YamlEntry& entry : endpoint->value.entries) {
        if (!is_region_id(entry.key) || std::ranges::count(settings.regions, entry.key) > 0) continue;
        const auto near = core::closest(entry.key, settings.regions);
        account.refuse_key(entry.key_at, "endpoint." + entry.key,
                           fmt::format("\"{}\" is none of the account's regions", entry.key),
                           fmt::format("{}", fmt::join(settings.regions, ", ")),
                           near ? fmt::format("did you mean \"{}\"?", *near) : std::string{});
    }
}

}  // namespace ecdsnap::adapters
