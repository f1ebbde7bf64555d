#include "cli/bundle/known_secrets.hpp"

#include "adapters/yaml/config_file.hpp"
#include "adapters/yaml/yaml_tree.hpp"
#include "cli/bundle/scrubbed_text.hpp"
#include "cli/bundle/yaml_secrets.hpp"

#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace ecdsnap::cli {
namespace {

namespace fs = std::filesystem;
using adapters::YamlEntry;
using adapters::YamlNode;

constexpr std::size_t most_bytes = 256UL * 1024;

void append(std::vector<std::string>& all, std::vector<std::string> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Empty: it is not there, is no plain file (a pipe would block), or this user may not read it.
std::string text_of(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return {};
    std::ifstream file(path, std::ios::binary);
    std::string text(most_bytes, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

// Such values stand everywhere, and are no secrets.
bool is_harmless(const std::string& name) {
    static const RE2 harmless(
        R"((?i)(?:name|mode|current|type|region|region_?id|format|language|site|path|endpoint|arn|expiration|version|enable|updated|code)$)");
    return !names_secret(name) && RE2::PartialMatch(name, harmless);
}

void add_json(const nlohmann::json& value, const std::string& name, std::vector<std::string>& into) {
    if (value.is_structured()) {
        for (const auto& [key, below] : value.items())
            add_json(below, value.is_object() ? key : name, into);
    } else if (value.is_string() && !is_harmless(name)) {
        append(into, secrets_of_command(value.get_ref<const std::string&>()));
    } else if (value.is_number() && names_secret(name)) {
        into.push_back(value.dump());
    }
}

struct Names {
    std::set<fs::path> files;
    std::set<std::string> credentials;  // of systemd
};

bool is_secret_file(std::string_view parent, std::string_view key) {
    constexpr std::string_view ending = "_file";
    if (key.ends_with(ending) && names_secret(key.substr(0, key.size() - ending.size()))) return true;
    return key == "client_key" || key == "url_file" || (parent == "credentials" && key == "file") ||
           (parent == "tls" && key == "key");
}

void find_files(const YamlNode& node, std::string_view parent, const fs::path& folder, Names& into) {
    for (const YamlNode& item : node.items)
        find_files(item, parent, folder, into);
    for (const YamlEntry& entry : node.entries) {
        const std::string& text = entry.value.text;
        if (!text.empty() && is_secret_file(parent, entry.key)) into.files.insert(folder / text);
        if (!text.empty() && parent == "credentials" && entry.key == "systemd") into.credentials.insert(text);
        find_files(entry.value, entry.key, folder, into);
    }
}

void add_folder(const fs::path& folder, std::set<fs::path>& into) {
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error))
        into.insert(each->path());
}

// As the kernel shows it: NAME=VALUE, each with a zero byte behind it.
core::Environment environment_of(const std::string& text) {
    core::Environment environment;
    std::istringstream all(text);
    for (std::string each; std::getline(all, each, '\0');)
        if (const auto equal = each.find('='); equal != each.npos)
            environment.variables[each.substr(0, equal)] = each.substr(equal + 1);
    environment.home = environment.get("HOME");
    return environment;
}

std::vector<core::Environment> environments_of_unit(const std::string& unit) {
    std::vector<core::Environment> environments;
    std::ifstream processes("/sys/fs/cgroup/system.slice/" + unit + "/cgroup.procs");
    for (std::string id; std::getline(processes, id);) {
        std::ifstream file("/proc/" + id + "/environ", std::ios::binary);
        environments.push_back(environment_of({std::istreambuf_iterator<char>(file), {}}));
    }
    return environments;
}

void add_environment(const core::Environment& environment, std::vector<std::string>& values, Names& names) {
    for (const auto& [name, value] : environment.variables) {
        if (names_secret(name)) values.push_back(value);
        append(values, secrets_of_address(value));
    }
    for (const char* name :
         {"ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"})
        if (const auto file = environment.get(name); !file.empty()) names.files.insert(file);
    if (const auto folder = environment.get("CREDENTIALS_DIRECTORY"); !folder.empty()) add_folder(folder, names.files);
    if (environment.home.empty()) return;
    names.files.insert(environment.home / ".aliyun/config.json");
    names.files.insert(environment.home / ".alibabacloud/credentials");
}

}  // namespace

std::vector<std::string> secrets_of_key_file(std::string_view text) {
    std::vector<std::string> values;
    if (const auto json = nlohmann::json::parse(text, nullptr, false); json.is_structured()) {
        add_json(json, {}, values);
        return values;
    }
    static const RE2 pair(R"(^\s*([\w.-]+)\s*=\s*(.*?)\s*$)");
    static const RE2 section(R"(^\s*\[[^\]]*\]\s*$)");
    std::istringstream lines{std::string(text)};
    bool is_ini = false;  // from its first section on
    for (std::string line; std::getline(lines, line);) {
        std::string name;
        std::string value;
        const bool is_pair = RE2::FullMatch(line, pair, &name, &value);
        if (RE2::FullMatch(line, section)) is_ini = true;
        if (is_pair && !is_harmless(name)) append(values, secrets_of_command(value));
        if (!is_ini && !line.starts_with("-----")) values.push_back(line);
    }
    return values;
}

std::vector<std::string> known_secrets(const SecretPlaces& places, const core::Environment& environment) {
    std::vector<std::string> values;
    Names names;
    add_environment(environment, values, names);
    for (const auto& each : environments_of_unit(places.unit))
        add_environment(each, values, names);
    if (const auto text = adapters::read_config_file(places.config)) {
        find_files(adapters::read_yaml(*text).root, {}, places.config.parent_path(), names);
        append(values, secret_values(*text));
    }
    const fs::path of_unit = fs::path("/run/credentials") / places.unit;
    add_folder(of_unit, names.files);
    for (const std::string& name : names.credentials)
        names.files.insert(fs::path("/etc/credstore") / name);
    for (const fs::path& file : names.files)
        append(values, secrets_of_key_file(text_of(file)));
    return values;
}

}  // namespace ecdsnap::cli
