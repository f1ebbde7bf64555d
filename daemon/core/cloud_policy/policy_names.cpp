#include "core/cloud_policy/policy_names.hpp"

#include "core/policy/policy_name.hpp"

#include <fmt/format.h>

#include <map>

namespace ecdsnap::core {
namespace {

constexpr std::size_t fewest_characters = 3;  // of a name that still says something

// In lower case, each run of what no name may have as one `-`, none at the ends.
std::string usable_part(std::string_view text) {
    std::string part;
    for (const char c : text) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
            part += lower;
        else if (!part.empty() && part.back() != '-')
            part += '-';
    }
    while (part.ends_with('-'))
        part.pop_back();
    return part;
}

// At most `limit` characters, none of them a `-` at the end.
std::string cut(std::string name, std::size_t limit) {
    if (name.size() > limit) name.resize(limit);
    while (name.ends_with('-'))
        name.pop_back();
    return name;
}

std::string with_ending(const std::string& name, const std::string& ending) {
    const std::string end = '-' + cut(ending, policy_name_limit / 2);
    return cut(name, policy_name_limit - end.size()) + end;
}

}  // namespace

std::string policy_name_from(std::string_view cloud_name, std::string_view cloud_id) {
    std::string name = usable_part(cloud_name);
    if (name.size() < fewest_characters) {
        const std::string id = usable_part(cloud_id);
        name += (name.empty() || id.empty() ? "" : "-") + id;
    }
    // Empty, a digit first, or a word of YAML.
    if (check_policy_name(cut(name, policy_name_limit))) name = name.empty() ? "cloud-policy" : "cloud-" + name;
    return cut(std::move(name), policy_name_limit);
}

std::vector<std::string> policy_names(const std::vector<NameWish>& wishes,
                                      const std::set<std::string, std::less<>>& taken) {
    std::vector<std::string> names;
    std::map<std::string, std::size_t> wanted;
    for (const NameWish& wish : wishes)
        ++wanted[names.emplace_back(policy_name_from(wish.cloud_name, wish.cloud_id))];
    for (std::size_t place = 0; place < names.size(); ++place)
        if (wanted[names[place]] > 1) names[place] = with_ending(names[place], usable_part(wishes[place].region));
    std::set<std::string, std::less<>> given = taken;
    for (std::string& name : names) {
        const std::string wish = name;
        for (int number = 2; !given.insert(name).second; ++number)
            name = with_ending(wish, std::to_string(number));
    }
    return names;
}

}  // namespace ecdsnap::core
