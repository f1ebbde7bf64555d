# `DESTDIR=... cmake --install build/PRESET` lays everything out as the Debian package does (packaging.cmake makes that of the
# same rules). The unit names /usr/bin and /etc, so that the presets' prefix is /usr, and so it is without one.
if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
  set_property(CACHE CMAKE_INSTALL_PREFIX PROPERTY VALUE /usr)
endif()
include(GNUInstallDirs)

set(doc_dir ${CMAKE_INSTALL_DATADIR}/doc/ecdsnapd)
set(schema_dir ${CMAKE_INSTALL_DATADIR}/ecdsnapd/schemas)
set(staged ${CMAKE_BINARY_DIR}/package)

install(TARGETS ecdsnapd ecdsnap ecd-emulator RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# The service. Units stand where systemd looks for them, whatever the prefix.
install(FILES systemd/ecdsnapd.service systemd/ecdsnapd@.service DESTINATION /lib/systemd/system)
install(FILES systemd/ecdsnapd.sysusers.conf DESTINATION /usr/lib/sysusers.d RENAME ecdsnapd.conf)

# What `journalctl -x` tells; systemd's package indexes it when it comes.
file(GLOB catalogs CONFIGURE_DEPENDS systemd/*.catalog)
install(FILES ${catalogs} DESTINATION /usr/lib/systemd/catalog)

# The configuration that is in force, and the folder whose first policy makes the service start. Here and in the examples,
# editors find the schemas by the path in the first line.
function(stage_for_editors schemas)
  foreach(source IN LISTS ARGN)
    file(READ ${source} text)
    string(REPLACE "$schema=../schemas/" "$schema=${schemas}/" text "${text}")
    file(WRITE ${staged}/${source} "${text}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  endforeach()
endfunction()
file(GLOB examples RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS policies/*.yaml)
stage_for_editors(${CMAKE_INSTALL_FULL_DATADIR}/ecdsnapd/schemas config/ecdsnapd.yaml ${examples})
install(FILES ${staged}/config/ecdsnapd.yaml DESTINATION /etc/ecdsnapd)
install(DIRECTORY DESTINATION /etc/ecdsnapd/policies.d)
install(DIRECTORY ${staged}/policies DESTINATION ${doc_dir}/examples)
install(FILES ${staged}/config/ecdsnapd.yaml DESTINATION ${doc_dir}/examples)
install(DIRECTORY systemd/drop-ins/ DESTINATION ${doc_dir}/examples/systemd)
install(DIRECTORY schemas/ DESTINATION ${schema_dir} PATTERN cli EXCLUDE)

# Those of commands refer to the OpenAPI document where it stands after the installation.
file(RELATIVE_PATH from_schemas ${CMAKE_INSTALL_PREFIX}/${schema_dir}/cli ${CMAKE_INSTALL_PREFIX}/${doc_dir})
file(GLOB schemas RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS schemas/cli/*.json)
foreach(schema IN LISTS schemas)
  file(READ ${schema} text)
  string(REPLACE "\"../../docs/api/" "\"${from_schemas}/api/" text "${text}")
  file(WRITE ${staged}/${schema} "${text}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema})
endforeach()
install(DIRECTORY ${staged}/schemas/cli DESTINATION ${schema_dir})

# Documents, with links to where things stand after the installation.
file(GLOB guides RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS docs/*.md)
set(documents README.md=README.md README.zh-CN.md=README.zh-CN.md systemd/sandboxing.md=sandboxing.md
  daemon/emulator/README.md=emulator.md daemon/adapters/logging/README.md=log.md daemon/adapters/control/README.md=control-socket.md
  daemon/adapters/sql/schema.md=ledger.md daemon/cli/plan/README.md=plan.md daemon/cli/simulate/README.md=simulate.md
  config/monitoring/metrics.md=examples/monitoring/metrics.md config/monitoring/logs/README.md=examples/monitoring/logs/README.md)
foreach(guide IN LISTS guides)
  get_filename_component(name ${guide} NAME)
  list(APPEND documents ${guide}=${name})
endforeach()
file(RELATIVE_PATH from_documents ${CMAKE_INSTALL_PREFIX}/${doc_dir} ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR})
file(RELATIVE_PATH units ${CMAKE_INSTALL_PREFIX}/${doc_dir} /lib/systemd/system)
set(elsewhere policies=examples/policies config/ecdsnapd.yaml=examples/ecdsnapd.yaml config/monitoring=examples/monitoring
  systemd/drop-ins=examples/systemd systemd/ecdsnapd.service=${units}/ecdsnapd.service
  systemd/ecdsnapd@.service=${units}/ecdsnapd@.service docs/api=api schemas=${from_documents}/ecdsnapd/schemas
  LICENSE=https://www.apache.org/licenses/LICENSE-2.0)
file(GLOB pages RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS docs/man/*.[1-8])
foreach(page IN LISTS pages)
  get_filename_component(name ${page} NAME)
  string(REGEX MATCH "[1-8]$" section ${name})
  list(APPEND elsewhere ${page}=${from_documents}/man/man${section}/${name}.gz)
endforeach()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(relinking ${CMAKE_SOURCE_DIR}/daemon/cmake/installed_documents.py)
file(REMOVE_RECURSE ${staged}/documents)
execute_process(COMMAND_ERROR_IS_FATAL ANY
  COMMAND ${Python3_EXECUTABLE} ${relinking} ${CMAKE_SOURCE_DIR} ${staged}/documents ${documents} --elsewhere ${elsewhere})
list(TRANSFORM documents REPLACE "=.*" "" OUTPUT_VARIABLE sources)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources} ${relinking})
install(DIRECTORY ${staged}/documents/ DESTINATION ${doc_dir})
install(DIRECTORY docs/api DESTINATION ${doc_dir})
install(DIRECTORY config/monitoring DESTINATION ${doc_dir}/examples PATTERN *.md EXCLUDE)
# Debian has its text in /usr/share/common-licenses, so that the package leaves it out.
install(FILES LICENSE DESTINATION ${doc_dir} COMPONENT license)

# Documents that are compressed on the way: compressed(SOURCE DESTINATION NAME [COMPONENT ...]).
find_program(GZIP gzip REQUIRED)
set(compressed_files)
function(compressed source destination name)
  set(output ${staged}/${destination}/${name}.gz)
  get_filename_component(folder ${output} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${output} VERBATIM DEPENDS ${source}
    COMMAND ${CMAKE_COMMAND} -E copy ${source} ${staged}/${destination}/${name}
    COMMAND ${GZIP} -9nf ${staged}/${destination}/${name})
  install(FILES ${output} DESTINATION ${destination} ${ARGN})
  list(APPEND compressed_files ${output})
  set(compressed_files ${compressed_files} PARENT_SCOPE)
endfunction()
compressed(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${doc_dir} changelog)

# Manual pages docs/man/NAME.SECTION; completions by the names their shells look for: NAME.bash, _NAME, NAME.fish.
file(GLOB pages CONFIGURE_DEPENDS docs/man/*.[1-8])
foreach(page IN LISTS pages)
  get_filename_component(name ${page} NAME)
  string(REGEX MATCH "[1-8]$" section ${name})
  compressed(${page} ${CMAKE_INSTALL_MANDIR}/man${section} ${name})
endforeach()
file(GLOB completions CONFIGURE_DEPENDS completions/*.bash)
foreach(completion IN LISTS completions)
  get_filename_component(name ${completion} NAME_WE)
  install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${name})
endforeach()
file(GLOB completions CONFIGURE_DEPENDS completions/_*)
install(FILES ${completions} DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
file(GLOB completions CONFIGURE_DEPENDS completions/*.fish)
install(FILES ${completions} DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# What is inside: every library that is linked or compiled in, as SPDX.
set(bill ${CMAKE_BINARY_DIR}/ecdsnapd.spdx.json)
set(programs $<TARGET_FILE:ecdsnapd> $<TARGET_FILE:ecdsnap> $<TARGET_FILE:ecd-emulator>)
add_custom_command(OUTPUT ${bill} VERBATIM
  DEPENDS ecdsnapd ecdsnap ecd-emulator daemon/cmake/bill_of_materials.py
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/daemon/cmake/bill_of_materials.py
    --version ${PROJECT_VERSION} --build ${CMAKE_BINARY_DIR} --ninja ${CMAKE_MAKE_PROGRAM} --output ${bill} ${programs})
install(FILES ${bill} DESTINATION ${doc_dir})
