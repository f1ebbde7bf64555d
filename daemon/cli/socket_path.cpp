#include "cli/socket_path.hpp"

#include "adapters/yaml/config_file.hpp"
#include "adapters/yaml/yaml_tree.hpp"
#include "core/settings.hpp"

#include <algorithm>
#include <string_view>

namespace ecdsnap::cli {
namespace {

using adapters::YamlNode;

// nullptr: no such key.
const YamlNode* below(const YamlNode& mapping, std::string_view key) {
    const auto found = std::ranges::find(mapping.entries, key, &adapters::YamlEntry::key);
    return found == mapping.entries.end() ? nullptr : &found->value;
}

}  // namespace

core::Result<std::filesystem::path> socket_path_from(const std::filesystem::path& main_file) {
    const auto text = adapters::read_config_file(main_file);
    if (!text) {
        core::Error error;
        error.kind = core::ErrorClass::bad_request;
        error.message = main_file.string() + ": " + core::describe(text.error());
        return error;
    }
    const auto tree = adapters::read_yaml(*text);
    const auto* control = below(tree.root, "control");
    const auto* socket = control == nullptr ? nullptr : below(*control, "socket");
    if (socket == nullptr || socket->text.empty()) return core::Settings{}.control_socket;
    return std::filesystem::absolute(main_file.parent_path() / socket->text).lexically_normal();
}

}  // namespace ecdsnap::cli
