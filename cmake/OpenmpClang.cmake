# SPDX-License-Identifier: GPL-3.0-or-later
# The backend openmp once more, compiled by clang and so with its runtime, libomp: two OpenMPs in one
# report. CMake has one C compiler a project, so clang is called here. Where it cannot be, the plugin
# is there all the same and calls itself unavailable.

# Sets `reason` to why there is no such plugin, empty if there can be one.
function(openmp_clang_find reason)
  set(${reason} "" PARENT_SCOPE)
  if(NOT PARBENCH_SANITIZE STREQUAL "none")
    set(${reason} "a sanitized build has one compiler only" PARENT_SCOPE)
    return()
  elseif(CMAKE_C_COMPILER_ID MATCHES "Clang")
    set(${reason} "clang compiles the backend openmp itself here" PARENT_SCOPE)
    return()
  endif()
  find_program(PARBENCH_CLANG NAMES clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14
               DOC "clang, for the backend openmp_clang")
  set(probe ${CMAKE_CURRENT_BINARY_DIR}/openmp_clang_probe)
  file(WRITE ${probe}.c "#include <omp.h>\nint threads(void) { return omp_get_max_threads(); }\n")
  set(status 1)
  if(PARBENCH_CLANG)
    execute_process(COMMAND ${PARBENCH_CLANG} -fopenmp -shared -fPIC ${probe}.c -o ${probe}.so
                    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  endif()
  if(NOT status EQUAL 0)
    set(${reason} "built without clang and libomp; install clang and libomp-dev, then build again"
        PARENT_SCOPE)
  endif()
endfunction()

# The same flags as the other plugins', as far as clang knows them.
function(openmp_clang_add source)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS_${type}}")
  set(output ${PROJECT_BINARY_DIR}/plugins/openmp_clang.so)
  set(header ${PROJECT_SOURCE_DIR}/include/parbench/plugin.h)
  add_custom_command(OUTPUT ${output}
    COMMAND ${PARBENCH_CLANG} -std=c17 ${flags} -fopenmp -fPIC -shared -fvisibility=hidden
            -Wall -Wextra -D_GNU_SOURCE -DOPENMP_NAME="openmp_clang"
            -I${PROJECT_SOURCE_DIR}/include ${source} -o ${output} -Wl,-z,defs
    DEPENDS ${source} ${header} VERBATIM
    COMMENT "Building the plugin openmp_clang with ${PARBENCH_CLANG}")
  add_custom_target(openmp_clang ALL DEPENDS ${output})
  add_library(plugin_openmp_clang MODULE IMPORTED GLOBAL)
  set_target_properties(plugin_openmp_clang PROPERTIES IMPORTED_LOCATION ${output})
  add_dependencies(plugin_openmp_clang openmp_clang)
  install(PROGRAMS ${output} DESTINATION ${CMAKE_INSTALL_LIBDIR}/parbench/plugins)
endfunction()
