# SPDX-License-Identifier: GPL-3.0-or-later
# parbench_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...] [DEFINITIONS <def>...]
#                     [OUTPUT_DIRECTORY <dir>] [ALLOW_UNDEFINED])
# builds <name>.so, which exports one symbol and sees nothing of the program but the ABI header.
function(parbench_add_plugin name)
  cmake_parse_arguments(arg "ALLOW_UNDEFINED" "OUTPUT_DIRECTORY"
                        "SOURCES;LIBRARIES;DEFINITIONS" ${ARGN})
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
    set(installed TRUE)
  endif()
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(STRIP "${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION} ${CMAKE_C_FLAGS_${type}}" build)

  add_library(plugin_${name} MODULE ${arg_SOURCES})
  target_link_libraries(plugin_${name} PRIVATE parbench_api parbench_flags ${arg_LIBRARIES})
  target_compile_definitions(plugin_${name} PRIVATE "PARBENCH_BUILD=\"${build}\""
                             ${arg_DEFINITIONS})
  set_target_properties(plugin_${name} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} C_VISIBILITY_PRESET hidden
    LIBRARY_OUTPUT_DIRECTORY ${arg_OUTPUT_DIRECTORY})
  if(NOT arg_ALLOW_UNDEFINED AND PARBENCH_SANITIZE STREQUAL "none")
    target_link_options(plugin_${name} PRIVATE -Wl,-z,defs)
  endif()
  if(installed)
    install(TARGETS plugin_${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/parbench/plugins)
  endif()
endfunction()
