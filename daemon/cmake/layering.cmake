# Walls between folders. Each folder under daemon/ is one static library. Its headers are reachable only through a private
# include root that holds nothing but a link to that folder, so `#include "engine/x.hpp"` compiles only in a library that
# names `engine` in MAY_INCLUDE. tests/architecture checks the same table again by reading the #include lines.
#
#   ecdsnap_library(adapters/sql SOURCES a.cpp b.cpp MAY_INCLUDE core ports LINKS SQLite::SQLite3)
#
# makes the target ecdsnap_adapters_sql. LINKS are private third-party libraries, except those after PUBLIC_LINKS.
function(ecdsnap_library folder)
  cmake_parse_arguments(arg "" "" "SOURCES;MAY_INCLUDE;LINKS;PUBLIC_LINKS" ${ARGN})
  string(REPLACE "/" "_" flat ${folder})
  set(target ecdsnap_${flat})

  set(root ${CMAKE_BINARY_DIR}/walls/${flat})
  get_filename_component(parent ${root}/${folder} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/daemon/${folder} ${root}/${folder} SYMBOLIC)

  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE ecdsnap_warnings ecdsnap_sanitizers ${arg_LINKS})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${root})
  target_link_libraries(${target} ${scope} ${arg_PUBLIC_LINKS})
  foreach(other IN LISTS arg_MAY_INCLUDE)
    string(REPLACE "/" "_" other_flat ${other})
    target_link_libraries(${target} ${scope} ecdsnap_${other_flat})
  endforeach()
endfunction()

# A program: ecdsnap_program(ecd-emulator SOURCES main.cpp LINKS ecdsnap_emulator)
function(ecdsnap_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ecdsnap_warnings ecdsnap_sanitizers ${arg_LINKS})
endfunction()
